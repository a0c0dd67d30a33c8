"""Servers that are right in their own way: each decides one open point unlike the default.

usage: profile_server.py VARIANT [FILE]   as little_server.py; Recording writes what it gets to FILE
"""
import asyncio
import hashlib
import sys

import little_server
from little_server import Correct


class Enveloped(Correct):
    """The webhook lies under data."""

    def resource(self, stored):
        return {"data": super().resource(stored), "request_id": self.new_id()}


class EnvelopedTwice(Correct):
    def resource(self, stored):
        return {"data": {"data": super().resource(stored)}}


class Created(Correct):
    success = 201


class Masked(Correct):
    """Header values are secrets: they are not shown again."""

    def resource(self, stored):
        hidden = {name: "***" for name in stored["headers"]}
        return super().resource({**stored, "headers": hidden})


class Unlike(Enveloped, Created, Masked):
    """All of it at once, and every refusal of a body is a 400."""

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        return (400 if status == 422 else status), headers, content


class AnyCase(Correct):
    """Takes enum values in any letter case and answers with the documented spelling."""

    def validate(self, document):
        if isinstance(document, dict) and isinstance(document.get("webhook"), dict):
            webhook = dict(document["webhook"])
            if isinstance(webhook.get("type"), str):
                webhook["type"] = webhook["type"].upper()
            for name in ("operations", "data_models"):
                if isinstance(webhook.get(name), list):
                    webhook[name] = [item.upper() if isinstance(item, str) else item
                                     for item in webhook[name]]
            document = {**document, "webhook": webhook}
        return super().validate(document)


class Recording(Correct):
    def answer(self, method, target, fields, body):
        sent = [field for field in fields if field[0].lower() != b"host"]  # it names the port
        request = hashlib.sha256(repr((method, target, sent, body)).encode()).hexdigest()
        with open(sys.argv[2], "a", encoding="ascii") as file:
            file.write(request + "\n")
        return super().answer(method, target, fields, body)


little_server.VARIANTS.update({kind.__name__: kind for kind in (
    Enveloped, EnvelopedTwice, Created, Masked, Unlike, AnyCase, Recording)})

if __name__ == "__main__":
    try:
        asyncio.run(little_server.main(sys.argv[1]))
    except KeyboardInterrupt:
        pass
