"""Servers with one defect each, as people write them, over every family of rows.

usage: broken_server.py VARIANT   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import datetime
import gzip
import ipaddress
import json
import re
import sys
import unicodedata

import little_server as little
from little_server import Correct, Refused, nesting


def webhook_of(document):
    """The wrapper, where there is one, so that a variant can change what comes in."""
    webhook = document.get("webhook") if isinstance(document, dict) else None
    return webhook if isinstance(webhook, dict) else None


class Lenient(Correct):
    """Changes what comes in before it is judged."""

    def soften(self, webhook):
        raise NotImplementedError

    def validate(self, document):
        webhook = webhook_of(document)
        if webhook is not None:
            document = {**document, "webhook": self.soften(dict(webhook))}
        return super().validate(document)


# valid

class OneModelOnly(Correct):
    """An index on (webhook, model) that was made unique on the webhook."""

    def validate(self, document):
        stored = super().validate(document)
        if len(stored["data_models"]) > 1:
            raise Refused(409, "there is a row already")
        return stored


class NoDeletes(Correct):
    """An enum that was never completed."""

    def check_enum_item(self, name, item, values):
        super().check_enum_item(name, item, values[:2] if name == "operations" else values)


class HeadersRequired(Correct):
    def check_headers(self, webhook):
        if not webhook.get("headers"):
            raise Refused(422, "headers is required")
        return super().check_headers(webhook)


# json-syntax

class StopsAfterTheDocument(Correct):
    """Decodes the first value and does not look on."""

    def decode(self, body):
        try:
            _, end = json.JSONDecoder().raw_decode(body.decode().lstrip(" \t\r\n"))
        except (ValueError, RecursionError):
            return super().decode(body)
        text = body.decode().lstrip(" \t\r\n")
        return super().decode(text[:end].encode())


class PythonNumbers(Correct):
    """json.loads as it comes: NaN and Infinity are values."""

    def decode(self, body):
        return super().decode(re.sub(rb"(?<![\w\"])-?(NaN|Infinity)(?![\w\"])", b"0", body))


class RawControls(Correct):
    """strict=False: control characters stand in strings as they are."""

    def decode(self, body):
        return super().decode(re.sub(rb"[\0-\x08\x0b\x0c\x0e-\x1f]", b"?", body))


class EmptyBodyCrashes(Correct):
    def decode(self, body):
        if not body.strip():
            raise Refused(500, "NoneType has no attribute webhook")
        return super().decode(body)


# structure

class FlatBodyToo(Correct):
    """document.get("webhook", document)."""

    def validate(self, document):
        if isinstance(document, dict) and "webhook" not in document:
            document = {"webhook": document}
        return super().validate(document)


class MembersInAnyCase(Lenient):
    """A binder that does not heed the case of names."""

    def soften(self, webhook):
        known = ("operations", "name", "type", "data_models", "url", "headers")
        return {next((one for one in known if one == name.lower()), name): value
                for name, value in webhook.items()}


class NameIsOptional(Lenient):
    def soften(self, webhook):
        webhook.setdefault("name", "untitled")
        return webhook


# type-confusion

class NumbersBecomeText(Lenient):
    """A name of 5 is "5"."""

    def soften(self, webhook):
        if isinstance(webhook.get("name"), (int, float)):
            webhook["name"] = str(webhook["name"])
        return webhook


class ScalarsBecomeArrays(Lenient):
    """One operation is an array of one."""

    def soften(self, webhook):
        for name in ("operations", "data_models"):
            if isinstance(webhook.get(name), str):
                webhook[name] = webhook[name].split(",")
        return webhook


class NullHeadersCrash(Lenient):
    def soften(self, webhook):
        if "headers" in webhook and not isinstance(webhook["headers"], dict):
            raise Refused(500, "object has no attribute items")
        return webhook


# enum

class TrimsEnums(Lenient):
    def soften(self, webhook):
        for name in ("operations", "data_models"):
            if isinstance(webhook.get(name), list):
                webhook[name] = [item.strip() if isinstance(item, str) else item
                                 for item in webhook[name]]
        return webhook


class AnyType(Correct):
    def check_type(self, webhook):
        if not isinstance(webhook.get("type"), str):
            raise Refused(422, "type must be a string")


class FirstItemOnly(Correct):
    """Looks at the first item of an array, and stores them all."""

    def check_enum_list(self, webhook, name, values):
        given = webhook.get(name)
        if isinstance(given, list) and len(given) > 1:
            super().check_enum_list({**webhook, name: given[:1]}, name, values)
            return given
        return super().check_enum_list(webhook, name, values)


class DropsUnknownItems(Lenient):
    """Silently leaves out what it does not know."""

    def soften(self, webhook):
        for name, values in (("operations", little.OPERATIONS), ("data_models", little.MODELS)):
            if isinstance(webhook.get(name), list):
                kept = [item for item in webhook[name] if isinstance(item, str) and item in values]
                webhook[name] = kept or webhook[name]
        return webhook


# arrays

class EmptyArraysAreFine(Correct):
    def check_enum_list(self, webhook, name, values):
        if webhook.get(name) == []:
            return []
        return super().check_enum_list(webhook, name, values)


# strings-unicode

class Latin1(Correct):
    """Takes octets for characters, as a wrong default of a runtime does."""

    def decode(self, body):
        return super().decode(body.decode("latin-1").encode())


class Normalises(Correct):
    def resource(self, stored):
        return super().resource({**stored, "name": unicodedata.normalize("NFC", stored["name"])})


class CutsLongNames(Correct):
    """VARCHAR(255), and a database that cuts."""

    def resource(self, stored):
        return super().resource({**stored, "name": stored["name"][:255]})


class BadOctetsBecomeMarks(Correct):
    """decode(errors="replace")."""

    def decode(self, body):
        return super().decode(body.decode("utf-8", "replace").encode())


# url, ssrf

class RelativeUrls(Correct):
    def check_url(self, webhook):
        if isinstance(webhook.get("url"), str) and re.match(r"/?[\w.]+(/|\Z)", webhook["url"]):
            return
        super().check_url(webhook)


class AnyScheme(Correct):
    def check_url(self, webhook):
        if isinstance(webhook.get("url"), str) and re.match(r"[a-z][a-z0-9+.-]*://[a-z]", webhook["url"]) \
                and not webhook["url"].startswith("http"):
            return
        super().check_url(webhook)


class InnerAddresses(Correct):
    def check_address(self, text):
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise Refused(422, "url has a host that is no address") from None


class LoopbackByName(Correct):
    """Compares with "localhost" and nothing else."""

    def check_address(self, text):
        if not text.startswith(("127.", "0.", "::1")):
            super().check_address(text)


# headers-injection

class AnyHeader(Correct):
    def check_headers(self, webhook):
        headers = webhook.get("headers", {})
        if not isinstance(headers, dict):
            raise Refused(422, "headers must be an object")
        for value in headers.values():
            if not isinstance(value, str):
                raise Refused(422, "a header must be a string")
        return headers


class FramingHeaders(Correct):
    def check_headers(self, webhook):
        headers = webhook.get("headers", {})
        if isinstance(headers, dict):
            kept = {name: value for name, value in headers.items()
                    if name.lower() not in little.FRAMING}
            super().check_headers({**webhook, "headers": kept})
            if all(isinstance(value, str) for value in headers.values()):
                return headers
        return super().check_headers(webhook)


# auth

class KeyByPrefix(Correct):
    """A comparison that stops at the shorter one."""

    def authenticate(self, fields):
        keys = [value for name, value in fields if name.lower() == b"api_key"]
        if len(keys) == 1 and keys[0] and (keys[0].startswith(little.KEY.encode())
                                           or little.KEY.encode().startswith(keys[0])):
            return
        super().authenticate(fields)


class KeyInTheQuery(Correct):
    def answer(self, method, target, fields, body):
        match = re.search(rb"[?&]api_key=([^&]*)", target)
        if match and not any(name.lower() == b"api_key" for name, _ in fields):
            fields = fields + [(b"api_key", match[1])]
        return super().answer(method, target, fields, body)


class ValidatesFirst(Correct):
    """Who has no key still learns what is wrong with the body."""

    def answer(self, method, target, fields, body):
        try:
            self.route(method, target)
            self.authenticate(fields)
        except Refused as refused:
            if refused.status == 401 and body is not None:
                try:
                    self.validate(self.decode(body))
                except Refused as wrong:
                    return (wrong.status, [("Content-Type", self.json_type)],
                            json.dumps(self.error(wrong)).encode())
        return super().answer(method, target, fields, body)


# method-path

class PutCreatesToo(Correct):
    def route(self, method, target):
        super().route(b"POST" if method in (b"PUT", b"PATCH") else method, target)


class NoAllow(Correct):
    def route(self, method, target):
        try:
            super().route(method, target)
        except Refused as refused:
            refused.headers = []
            raise


class PathByPrefix(Correct):
    def route(self, method, target):
        if target.startswith(little.PATH.encode() + b"/") and len(target) < 8000:
            target = little.PATH.encode()
        super().route(method, target)


# content-type-encoding

class AnyMediaType(Correct):
    def media_type(self, fields):
        pass


class UnpacksAnything(Correct):
    """Passes over a coding that it does not know."""

    def media_type(self, fields):
        super().media_type([field for field in fields if field[0].lower() != b"content-encoding"])


# size-depth

class DepthCrashes(Correct):
    """A parser that recurses."""

    def decode(self, body):
        try:
            deep = nesting(json.loads(body)) if body.count(b"[") < 900 else 1000
        except (ValueError, RecursionError):
            deep = 1000 if body.count(b"[") + body.count(b"{") > 500 else 0
        if deep > 60:
            raise Refused(500, "maximum recursion depth exceeded")
        return super().decode(body)


# framing

class TwoLengths(Correct):
    """An answer with a Content-Length that is one too small."""

    def frame(self, head, content):
        return head + b"Content-Length: %d\r\n\r\n" % max(len(content) - 1, 0) + content


# security

class EvaluatesTemplates(Correct):
    def resource(self, stored):
        name = re.sub(r"(\$\{|\{\{|#\{|<%=)\s*7\s*\*\s*7\s*(\}\}|\}|%>)", "49", stored["name"])
        return super().resource({**stored, "name": name})


class TellsTheTrace(Correct):
    def error(self, refused):
        return {"error": {"code": "internal", "message": refused.message, "trace":
                          'Traceback (most recent call last):\n  File "/srv/app/views.py", line 12, '
                          f"in create\n    raise ValueError('{refused.status}')\nValueError"}}


class ReflectsOrigin(Correct):
    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        origin = [value.decode("latin-1") for name, value in fields if name.lower() == b"origin"]
        if origin:
            headers = headers + [("Access-Control-Allow-Origin", origin[0]),
                                 ("Access-Control-Allow-Credentials", "true")]
        return status, headers, content


# stateful

class IdsRepeat(Correct):
    """A sequence that starts anew every hundred."""

    count = 0

    def new_id(self):
        self.count += 1
        return f"wh_{self.count % 100:08d}"


class ClientChoosesId(Correct):
    def validate(self, document):
        stored = super().validate(document)
        webhook = webhook_of(document)
        return {**stored, **({"id": webhook["id"]} if isinstance(webhook.get("id"), str) else {})}


# response-checks

class EpochTimes(Correct):
    def created_at(self):
        return int(datetime.datetime.now().timestamp())


class LocalTimes(Correct):
    def created_at(self):
        return datetime.datetime.now().strftime("%d.%m.%Y %H:%M:%S")


class OldTimes(Correct):
    """Two hours behind: local time with a Z."""

    def created_at(self):
        then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=2)
        return then.strftime("%Y-%m-%dT%H:%M:%SZ")


class Enveloped(Correct):
    def resource(self, stored):
        return {"data": super().resource(stored)}


class NumericIds(Correct):
    count = 0

    def new_id(self):
        self.count += 1
        return self.count


class EchoesLowerCase(Correct):
    def resource(self, stored):
        return super().resource({**stored, "type": stored["type"].lower()})


class FirstOperationComesBack(Correct):
    def resource(self, stored):
        return super().resource({**stored, "operations": stored["operations"][:1]})


class HeadersAsPairs(Correct):
    def resource(self, stored):
        pairs = [{"name": name, "value": value} for name, value in stored["headers"].items()]
        return super().resource({**stored, "headers": pairs})


class TextPlain(Correct):
    json_type = "text/plain"


class GzipUnasked(Correct):
    """Says nothing of it, and compresses."""

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        return status, headers, gzip.compress(content) if status == 200 else content


for kind in [kind for kind in list(globals().values())
             if isinstance(kind, type) and issubclass(kind, Correct)
             and kind.__module__ == __name__]:
    little.VARIANTS[kind.__name__] = kind

if __name__ == "__main__":
    try:
        asyncio.run(little.main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
