"""Servers with one defect each that only an unusual body shows: what `hookproof fuzz` has to find.

usage: fuzz_server.py VARIANT   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import re
import sys

import little_server as little
from little_server import Correct


def deepest(text):
    """How many brackets are open at once, strings left out."""
    depth = most = 0
    for mark in re.findall(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, re.S):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(mark, 0)
        most = max(most, depth)
    return most


class CrashesOnDepth(Correct):
    """The connection is gone, and no reply was sent, when containers nest over 40 deep."""

    def answer(self, method, target, fields, body):
        if deepest(body) > 40:
            raise ConnectionAbortedError
        return super().answer(method, target, fields, body)


class FailsOnOneEscape(Correct):
    def answer(self, method, target, fields, body):
        if b"\\b" in body.replace(b"\\\\", b""):
            return 500, [("Content-Type", "application/json")], b'{"error":"internal"}'
        return super().answer(method, target, fields, body)


class CutsAstral(Correct):
    """Keeps 16 bits of each character."""

    def resource(self, stored):
        told = super().resource(stored)
        told["name"] = "".join(chr(ord(c) & 0xffff) if ord(c) & 0xf800 != 0xd800 and
                               ord(c) & 0xffff else "?" for c in told["name"])
        return told


class HangsOnLongToken(Correct):
    """Never answers when a token has 3,000 bytes."""

    def answer(self, method, target, fields, body):
        if re.search(rb"[^\s,:{}\[\]]{3000}", body):
            return None
        return super().answer(method, target, fields, body)


for kind in (CrashesOnDepth, FailsOnOneEscape, CutsAstral, HangsOnLongToken):
    little.VARIANTS[kind.__name__] = kind

if __name__ == "__main__":
    try:
        asyncio.run(little.main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
