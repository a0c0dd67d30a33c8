"""Servers that work at first and not for ever: what hurts them, and whether they get well.

usage: wearing_server.py VARIANT [ITS ARGUMENTS]   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import json
import os
import sys

import little_server as little
from little_server import Correct, Refused


class Poisoned(Correct):
    """After a body with MARK fails the next SICK requests, then gets well."""

    status = 500

    def __init__(self, mark, sick="300"):
        super().__init__()
        self.mark, self.sick, self.left = mark.encode(), int(sick), 0

    def answer(self, method, target, fields, body):
        if self.left > 0:
            self.left -= 1
            return self.status, [("Content-Type", self.json_type)], \
                json.dumps(self.error(Refused(self.status, "the store is not there"))).encode()
        if body is not None and self.mark in body:
            self.left = self.sick
        return super().answer(method, target, fields, body)


class Locked(Poisoned):
    """The same with 401: an account that was locked."""

    status = 401


class WearsOut(Correct):
    """Fails for ever from its Nth request on."""

    def __init__(self, count):
        super().__init__()
        self.left = int(count)

    def answer(self, method, target, fields, body):
        self.left -= 1
        if self.left < 0:
            return 500, [("Content-Type", self.json_type)], \
                json.dumps(self.error(Refused(500, "out of handles"))).encode()
        return super().answer(method, target, fields, body)


class Dies(Correct):
    """Its process ends when a body holds MARK."""

    def __init__(self, mark):
        super().__init__()
        self.mark = mark.encode()

    def answer(self, method, target, fields, body):
        if body is not None and self.mark in body:
            os._exit(1)
        return super().answer(method, target, fields, body)


class StallsBesideOthers(Correct):
    """Has no answer to an empty name as long as other requests keep coming in."""

    seen = 0

    def answer(self, method, target, fields, body):
        self.seen += 1
        whole = super().answer(method, target, fields, body)
        return self.stall(whole) if body is not None and b'"name":""' in body else whole

    async def stall(self, whole):
        before = None
        while before != self.seen:
            before = self.seen
            await asyncio.sleep(0.2)
        return whole


for kind in (Poisoned, Locked, WearsOut, Dies, StallsBesideOthers):
    little.VARIANTS[kind.__name__] = kind

if __name__ == "__main__":
    try:
        asyncio.run(little.main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
