"""Servers whose one defect shows in many rows: what has to be told as one cause.

usage: worse_server.py VARIANT   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import re
import sys

import little_server as little
from little_server import Correct, Refused


class AnyModel(Correct):
    """Takes anything for a data model."""

    def check_enum_item(self, name, item, values):
        if name != "data_models":
            super().check_enum_item(name, item, values)


class NoValidation(Correct):
    """Takes any JSON for a webhook."""

    def validate(self, document):
        webhook = document.get("webhook") if isinstance(document, dict) else None
        webhook = webhook if isinstance(webhook, dict) else {}
        return {name: webhook.get(name) for name in
                ("headers", "operations", "data_models", "name", "type", "url")}


class NothingHere(Correct):
    """404, whatever is asked."""

    def route(self, method, target):
        raise Refused(404, "there is nothing here")


class CrashesOnAnythingWrong(Correct):
    def validate(self, document):
        try:
            return super().validate(document)
        except Refused:
            raise Refused(500, "internal error") from None


class OldModels(Correct):
    """Knows the first 40 data models only."""

    def check_enum_item(self, name, item, values):
        super().check_enum_item(name, item, values[:40] if name == "data_models" else values)


class LaxJson(Correct):
    """Takes commas too many, and comments."""

    def decode(self, body):
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise Refused(400, "the body is not UTF-8") from None
        text = re.sub(r"//[^\n\"]*\n|/\*.*?\*/", "", text)
        return super().decode(re.sub(r",\s*([}\]])", r"\1", text).encode())


class NullFields(Correct):
    def resource(self, stored):
        return {**super().resource(stored), "headers": None, "operations": None}


class Static(Correct):
    """The same answer to everything."""

    def answer(self, method, target, fields, body):
        return 200, [("Content-Type", "application/json")], b"{}"


for kind in (AnyModel, NoValidation, NothingHere, CrashesOnAnythingWrong, OldModels, LaxJson,
             NullFields, Static):
    little.VARIANTS[kind.__name__] = kind

if __name__ == "__main__":
    try:
        asyncio.run(little.main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
