"""A small server for the tests: the operation written again, by other means than the program's own.

It speaks HTTP/1.1 over asyncio by hand, so that a variant can get anything wrong, HTTP included. A
variant is a class: what it overrides is its one difference from the correct server.

usage: little_server.py VARIANT [ITS ARGUMENTS]   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import contextlib
import datetime
import ipaddress
import json
import random
import re
import socket
import string
import sys
import time

KEY = "little-server-key"
PATH = "/v3/core/webhooks"
TYPES = ["DATA_MODEL_CHANGES", "CONNECTION_CHANGED", "SYNC_COMPLETED"]
OPERATIONS = ["CREATE", "UPDATE", "DELETE"]
MODELS = """ACCOUNTS BANK_ACCOUNTS BILLS BILL_PAYMENTS COMPANY_INFO CONTACTS BILL_CREDIT_NOTES
INVOICE_CREDIT_NOTES DOCUMENTS EXPENSES INVOICES INVOICE_PAYMENTS ITEMS LINE_ITEMS TAX_RATES
JOURNAL_ENTRIES BANK_TRANSACTIONS JOURNAL_LINES PURCHASE_ORDERS SALES_ORDERS PHONE_NUMBERS ADDRESSES
EXTERNAL_LINKS CONTACT_PERSONS INCOME_STATEMENT BALANCE_SHEET TRACKING_CATEGORIES
CASH_FLOW_STATEMENT CURRENCIES PAYMENT_CUSTOMERS PAYMENT_INVOICES PAYMENT_LINE_ITEMS PAYMENT_ITEMS
PAYMENT_ORDERS PAYMENT_TAX_RATES PAYMENT_DISPUTES PAYMENT_PAYMENTS PAYMENT_REFUNDS
PAYMENT_PAYMENT_LINKS PAYMENT_PAYOUTS PAYMENT_ADDRESSES PAYMENT_PHONE_NUMBERS
PAYMENT_EXTERNAL_LINKS PAYMENT_TRANSACTIONS PAYMENT_BALANCES ECOMMERCE_ORDERS ECOMMERCE_CUSTOMERS
ECOMMERCE_PRODUCTS ECOMMERCE_LINE_ITEMS CRM_CONTACTS CRM_COMPANIES CRM_DEALS CRM_LEADS CRM_NOTES
CRM_PIPELINES CRM_STAGES CRM_ACTIVITIES CRM_TASKS CRM_USERS CRM_EXTERNAL_LINKS CRM_PHONE_NUMBERS
CRM_ADDRESSES""".split()
TOKEN = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+\Z")
BODY_MAX = 65536
# Names that speak for one connection or frame a message: not for a sender of webhooks to set.
FRAMING = {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade",
           "te", "trailer", "proxy-connection", "proxy-authorization", "proxy-authenticate",
           "expect", "content-encoding"}
URL = re.compile(r"""(?P<scheme>https?)://
    (?P<host>\[[0-9A-Fa-f:.]+\]|[^/?\#@:\[\]\\%]+)(?::(?P<port>[0-9]{0,5}))?
    (?P<rest>(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?
    (?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?
    (?:\#(?:[A-Za-z0-9\-._~!$&'()*+,;=:/?]|%[0-9A-Fa-f]{2})*)?)\Z""", re.I | re.X)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\Z", re.I)
INNER_NAMES = re.compile(r"(?:.*\.)?(?:localhost|local|internal|intranet|corp|home|lan|localdomain|"
                         r"metadata|metadata\.goog|metadata\.tencentyun\.com)\.?\Z", re.I)


class Refused(Exception):
    """A request that gets an error answer."""

    def __init__(self, status, message, headers=()):
        super().__init__(message)
        self.status, self.message, self.headers = status, message, list(headers)


def unique_members(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a member stands twice")
    return dict(pairs)


def no_constant(word):
    raise ValueError(f"{word} is not JSON")


def nesting(value):
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [child for item in level if isinstance(item, (dict, list))
                 for child in (item.values() if isinstance(item, dict) else item)]
    return depth


def texts(value):
    """Every string in the tree, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from texts(item)


class Correct:
    """The operation as the page says, with common choices where it is silent."""

    def __init__(self):
        self.random = random.Random(5)

    # The request, step by step: each raises Refused or returns.

    def authenticate(self, fields):
        keys = [value for name, value in fields if name.lower() == b"api_key"]
        if len(keys) != 1 or keys[0] != KEY.encode():
            raise Refused(401, "a valid api_key header is required",
                          [("WWW-Authenticate", 'ApiKey realm="webhooks"')])

    def route(self, method, target):
        if len(target) > 8000:
            raise Refused(414, "the target is too long")
        path = re.sub(rb"\Ahttps?://[^/?#]*", b"", target, flags=re.I)  # absolute-form
        if path.split(b"?")[0] != PATH.encode():
            raise Refused(404, "there is nothing here")
        if method != b"POST":
            raise Refused(405, "only POST is served", [("Allow", "POST")])

    def media_type(self, fields):
        types = [value for name, value in fields if name.lower() == b"content-type"]
        if len(types) != 1:
            raise Refused(415, "one Content-Type is required")
        match = re.fullmatch(rb'\s*application/json\s*(;\s*charset\s*=\s*("utf-8"|utf-8)\s*)?',
                             types[0], re.I)
        if match is None:
            raise Refused(415, "the Content-Type must be application/json")
        if any(name.lower() == b"content-encoding" for name, _ in fields):
            raise Refused(415, "no Content-Encoding is supported")

    def decode(self, body):
        try:
            # Far deeper than what is accepted would end Python's own recursion.
            if body.count(b"[") + body.count(b"{") > 4000:
                raise ValueError("too deep")
            document = json.loads(body.decode("utf-8"), object_pairs_hook=unique_members,
                                  parse_constant=no_constant)
            for text in texts(document):
                if "\0" in text or any(0xD800 <= ord(c) <= 0xDFFF for c in text):
                    raise ValueError("a string holds what is no character")
        except (ValueError, RecursionError) as error:
            raise Refused(400, f"the body is not JSON: {error}") from None
        if nesting(document) > 34:
            raise Refused(400, "the body nests too deep")
        return document

    def check_enum_list(self, webhook, name, values):
        if name not in webhook:
            if webhook["type"] == "DATA_MODEL_CHANGES":
                raise Refused(422, f"{name} is required")
            return []
        given = webhook[name]
        if not isinstance(given, list):
            raise Refused(422, f"{name} must be an array")
        if len(given) > 1000 or (not given and webhook["type"] == "DATA_MODEL_CHANGES"):
            raise Refused(422, f"{name} has too many or too few items")
        for item in given:
            self.check_enum_item(name, item, values)
        return given

    def check_enum_item(self, name, item, values):
        if not isinstance(item, str) or item not in values:
            raise Refused(422, f"{name} holds an unknown value")

    def check_text(self, webhook, name):
        if not isinstance(webhook.get(name), str) or not webhook[name]:
            raise Refused(422, f"{name} must be a string that is not empty")
        if len(webhook[name]) > 5000:
            raise Refused(422, f"{name} is too long")

    def check_type(self, webhook):
        if not isinstance(webhook.get("type"), str) or webhook["type"] not in TYPES:
            raise Refused(422, "type is not one of the documented values")

    def check_url(self, webhook):
        self.check_text(webhook, "url")
        match = URL.match(webhook["url"])
        if match is None:
            raise Refused(422, "url must be an absolute http or https URL")
        if match["port"] and not 1 <= int(match["port"]) <= 65535:
            raise Refused(422, "url has a port that is none")
        self.check_host(match["host"])

    def check_host(self, host):
        if host.startswith("["):
            self.check_address(host[1:-1])
        elif re.fullmatch(r"[0-9.]+|(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)\.?", host, re.I):
            try:  # the last label is a number: resolvers read it as an address, so it must be one
                self.check_address(socket.inet_ntoa(socket.inet_aton(host.rstrip("."))))
            except OSError:
                raise Refused(422, "url has a host that is no address") from None
        elif len(host) > 253 or not all(LABEL.match(label) for label in
                                        (host[:-1] if host.endswith(".") else host).split(".")):
            raise Refused(422, "url has a host that is no name")
        elif INNER_NAMES.match(host) or "." not in host:
            raise Refused(422, "url has an inner host")

    def check_address(self, text):
        try:
            address = ipaddress.ip_address(text)
        except ValueError:
            raise Refused(422, "url has a host that is no address") from None
        inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
        if isinstance(address, ipaddress.IPv6Address):
            for prefix in ("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96"):
                if address in ipaddress.ip_network(prefix):
                    inner = ipaddress.ip_address(int(address) & 0xffffffff)
        if not address.is_global and inner is address or not inner.is_global \
                or inner.is_multicast or inner in ipaddress.ip_network("192.0.0.0/24"):
            raise Refused(422, "url has an inner address")

    def check_headers(self, webhook):
        headers = webhook.get("headers", {})
        if not isinstance(headers, dict) or len(headers) > 100:
            raise Refused(422, "headers must be an object")
        for name, value in headers.items():
            if not isinstance(value, str) or not TOKEN.match(name.encode("utf-8", "replace")) \
                    or re.search(r"[\0-\x08\x0a-\x1f\x7f]", value) or len(value) > 4096 \
                    or len(name) > 256 or name.lower() in FRAMING:
                raise Refused(422, "headers has a wrong name or value")
        return headers

    def validate(self, document):
        if not isinstance(document, dict) or not isinstance(document.get("webhook"), dict):
            raise Refused(422, "webhook must be an object")
        webhook = document["webhook"]
        self.check_type(webhook)
        self.check_text(webhook, "name")
        self.check_url(webhook)
        return {
            "headers": self.check_headers(webhook),
            "operations": self.check_enum_list(webhook, "operations", OPERATIONS),
            "data_models": self.check_enum_list(webhook, "data_models", MODELS),
            "name": webhook["name"], "type": webhook["type"], "url": webhook["url"],
        }

    # The answer.

    success = 200
    json_type = "application/json"
    reason = "X"
    pause_s = 0  # before each answer

    def frame(self, head, content):
        """The rest of the head, and the body."""
        return head + b"Content-Length: %d\r\n\r\n" % len(content) + content

    def new_id(self):
        return "".join(self.random.choices(string.ascii_letters + string.digits, k=20))

    def created_at(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"

    def resource(self, stored):
        return {"id": self.new_id(), "created_at": self.created_at(), **stored}

    def error(self, refused):
        return {"error": {"code": "invalid-params", "message": refused.message}}

    def answer(self, method, target, fields, body):
        """(status, header list, body bytes)"""
        try:
            self.route(method, target)
            self.authenticate(fields)
            if body is None:
                raise Refused(411, "a body is required")
            self.media_type(fields)
            if len(body) > BODY_MAX:
                raise Refused(413, "the body is too large")
            resource = self.resource(self.validate(self.decode(body)))
            return self.success, [("Content-Type", self.json_type)], json.dumps(resource).encode()
        except Refused as refused:
            return (refused.status, [("Content-Type", self.json_type)] + refused.headers,
                    json.dumps(self.error(refused)).encode())


# --- correct, but different wherever the page is silent ---------------------------------------

class Different(Correct):
    """UUIDs, other member order, extra members, problem+json, 400 for everything."""

    def new_id(self):
        value = f"{self.random.getrandbits(128):032x}"
        return "-".join([value[:8], value[8:12], value[12:16], value[16:20], value[20:]])

    def resource(self, stored):
        return {**dict(reversed(list(super().resource(stored).items()))), "state": "active"}

    def error(self, refused):
        return {"type": "about:blank", "title": refused.message, "status": refused.status}

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        if status in (413, 415, 422):
            status = 400
            content = content.replace(b'"status": 422', b'"status": 400') \
                             .replace(b'"status": 415', b'"status": 400') \
                             .replace(b'"status": 413', b'"status": 400')
        if status != 200:
            headers[0] = ("Content-Type", "application/problem+json")
        return status, headers, content


class Chunked(Correct):
    """Chunked answers, times with a numeric offset and no fraction, more members than documented."""

    def created_at(self):
        return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S+00:00")

    def resource(self, stored):
        return {"object": "webhook", **super().resource(stored), "links": [], "secret": None}

    def frame(self, head, content):
        chunks = b"".join(b"%x;n=1\r\n%s\r\n" % (len(content[at:at + 50]), content[at:at + 50])
                          for at in range(0, len(content), 50))
        return head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: 1\r\n\r\n"


class Canonical(Correct):
    """Arrays as sorted sets, JSON with blanks and escapes, a charset, lower-case field names, 422 for
    whatever a body can be wrong about, no reason phrase."""

    json_type = "application/json; charset=UTF-8"
    reason = ""

    def validate(self, document):
        stored = super().validate(document)
        for name in ("operations", "data_models"):
            stored[name] = sorted(set(stored[name]))
        return stored

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        content = json.dumps(json.loads(content), indent="\t", separators=(" ,", " : "),
                             ensure_ascii=True).replace("/", "\\/").encode()
        status = 422 if status in (400, 413, 415) else status
        return status, [(name.lower(), value) for name, value in headers], b"\r\n " + content + b"\n"


# --- one defect each ---------------------------------------------------------------------------

class Status201(Correct):
    success = 201


class NoCreatedAt(Correct):
    def resource(self, stored):
        return {name: value for name, value in super().resource(stored).items()
                if name != "created_at"}


class LowerCaseModels(Correct):
    def check_enum_item(self, name, item, values):
        upper = item.upper() if isinstance(item, str) and name == "data_models" else item
        super().check_enum_item(name, upper, values)


class RefusesOnePair(Correct):
    def validate(self, document):
        stored = super().validate(document)
        if stored["type"] == "SYNC_COMPLETED" and "CRM_TASKS" in stored["data_models"]:
            raise Refused(422, "data_models cannot hold CRM_TASKS here")
        return stored


class CrashesOnNull(Correct):
    def validate(self, document):
        if isinstance(document, dict) and "webhook" in document and document["webhook"] is None:
            raise Refused(500, "internal error")
        return super().validate(document)


class NoKeyNeeded(Correct):
    def authenticate(self, fields):
        if any(name.lower() == b"api_key" for name, _ in fields):
            super().authenticate(fields)


class HangsOnEmptyName(Correct):
    """Never answers when the name is empty."""

    def answer(self, method, target, fields, body):
        if body is not None and b'"name":""' in body:
            return None
        return super().answer(method, target, fields, body)


class HtmlErrors(Correct):
    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        if status == 200:
            return status, headers, content
        headers[0] = ("Content-Type", "text/html")
        return status, headers, b"<h1>\x1b[31mError\x1b[0m</h1><script>alert(1)</script>"


class Recorder(Correct):
    """Correct, and writes each request and what it created into a file."""

    def __init__(self, path):
        super().__init__()
        self.file = open(path, "a", buffering=1)

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        created = json.loads(content)["id"] if status == 200 else None
        json.dump({"method": method.decode("latin-1"), "target": target.decode("latin-1"),
                   "fields": [[text.decode("latin-1") for text in field] for field in fields],
                   "body": (body or b"").decode("latin-1"), "created": created}, self.file)
        self.file.write("\n")
        return status, headers, content


class TellsTheKey(Correct):
    """Refuses whatever is not the documented example, and repeats the key in every refusal."""

    def __init__(self, key):
        super().__init__()
        self.key = key

    def authenticate(self, fields):
        if (b"api_key", self.key.encode()) not in fields:
            raise Refused(401, "a valid key is required")

    def validate(self, document):
        stored = super().validate(document)
        if stored["headers"].keys() != {"api_key"}:
            raise Refused(422, "refused")
        return stored

    def answer(self, method, target, fields, body):
        status, headers, content = super().answer(method, target, fields, body)
        if status == 200:
            return status, headers, content
        told = json.dumps({"code": "no", "message": f"{self.key} may not, says {self.key}",
                           "padding": " " * 16330 + self.key + self.key})
        return status, headers + [("X-Key", self.key)], told.encode()


class WantsBearer(Correct):
    """Correct behind a gate that wants a field of its own."""

    def __init__(self, secret):
        super().__init__()
        self.secret = secret

    def authenticate(self, fields):
        super().authenticate(fields)
        if (b"Authorization", self.secret.encode()) not in [
                (name.title(), value) for name, value in fields]:
            raise Refused(401, "the gate wants its own credential",
                          [("WWW-Authenticate", "Bearer")])


class TakesHalfASecond(Correct):
    pause_s = 0.5


class TakesTwoSeconds(Correct):
    pause_s = 2


class FailsEveryThird(Correct):
    """Every third create is a 500."""

    def __init__(self):
        super().__init__()
        self.creates = 0

    def validate(self, document):
        self.creates += 1
        if self.creates % 3 == 0:
            raise Refused(500, "every third fails")
        return super().validate(document)


class BusyAtFirst(Correct):
    """From the third request on, a second of 429."""

    def __init__(self):
        super().__init__()
        self.requests, self.until = 0, None

    def answer(self, method, target, fields, body):
        self.requests += 1
        now = time.monotonic()
        if self.requests == 3:
            self.until = now + 1
        if self.until is not None and now < self.until:
            return 429, [("Content-Type", self.json_type), ("Retry-After", "1")], \
                json.dumps(self.error(Refused(429, "too many requests"))).encode()
        return super().answer(method, target, fields, body)


VARIANTS = {kind.__name__: kind for kind in globals().values()
            if isinstance(kind, type) and issubclass(kind, Correct)}


# --- HTTP/1.1 by hand, strictly (RFC 9112) -------------------------------------------------------

REQUEST_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~]+) HTTP/(\d)\.(\d)\r\n\Z")
FIELD_LINE = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*([^\0-\x08\x0a-\x1f\x7f]*)\r\n\Z")
HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=%-]+)(:\d{0,5})?\Z")
CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(;[\t -~\x80-\xff]*)?\r\n\Z")
HEAD_MAX, FIELDS_MAX, LENGTH_MAX = 65536, 200, (1 << 63) - 1


class Broken(Exception):
    """What cannot be read on as HTTP: an answer with this status ends the connection."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


async def read_fields(reader, room):
    fields = []
    while True:
        line = await reader.readuntil(b"\n")
        if line == b"\r\n":
            return fields
        room -= len(line)
        if room < 0 or len(fields) == FIELDS_MAX:
            raise Broken(431)
        match = FIELD_LINE.match(line)
        if match is None:
            raise Broken(400)
        fields.append((match[1], match[2].rstrip(b" \t")))


async def read_head(reader):
    line = b"\r\n"
    for _ in range(3):  # an empty line or two may come before a request
        if line != b"\r\n":
            break
        line = await reader.readuntil(b"\n")
    match = REQUEST_LINE.match(line)
    if match is None:
        raise Broken(400)
    if match[3] != b"1":
        raise Broken(505)
    if len(match[2]) > 8000:
        raise Broken(414)
    fields = await read_fields(reader, HEAD_MAX)
    hosts = [value for name, value in fields if name.lower() == b"host"]
    old = match[4] == b"0"
    if len(hosts) > 1 or not hosts and not old or hosts and not HOST.match(hosts[0]):
        raise Broken(400)
    return match[1], match[2], fields, old


def body_length(fields, old):
    """A number, "chunked", or None when nothing announces a body (RFC 9112 6.3)."""
    codings = [part.strip(b" \t").lower() for name, value in fields
               if name.lower() == b"transfer-encoding" for part in value.split(b",")]
    lengths = [value for name, value in fields if name.lower() == b"content-length"]
    if codings:
        if old or lengths or codings[-1] != b"chunked" and b"chunked" in codings:
            raise Broken(400)
        if codings != [b"chunked"]:
            raise Broken(501)
        return "chunked"
    if not lengths:
        return None
    if len(lengths) > 1 or not re.fullmatch(rb"[0-9]{1,40}", lengths[0]) \
            or int(lengths[0]) > LENGTH_MAX:
        raise Broken(400)
    if int(lengths[0]) > BODY_MAX:
        raise Broken(413)
    return int(lengths[0])


async def read_chunks(reader):
    body = b""
    while True:
        match = CHUNK_LINE.match(await reader.readuntil(b"\n"))
        if match is None:
            raise Broken(400)
        size = int(match[1], 16)
        if len(body) + size > BODY_MAX:
            raise Broken(413)
        if size == 0:
            await read_fields(reader, HEAD_MAX)
            return body
        body += await reader.readexactly(size)
        if await reader.readexactly(2) != b"\r\n":
            raise Broken(400)


async def read_request(reader, writer):
    """(method, target, fields, body or None), and whether the connection goes on."""
    method, target, fields, old = await read_head(reader)
    length = body_length(fields, old)
    expects = any(name.lower() == b"expect" and value.lower() == b"100-continue"
                  for name, value in fields)
    if expects and length is not None and not old:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await read_chunks(reader) if length == "chunked" else \
        None if length is None else await reader.readexactly(length)
    last = old or (length is None and method == b"POST") or any(
        name.lower() == b"connection" and b"close" in value.lower() for name, value in fields)
    return (method, target, fields, body), not last


def respond(server, writer, method, answer, goes_on):
    status, headers, content = answer
    head = f"HTTP/1.1 {status} {server.reason}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers)
    head += "" if goes_on else "Connection: close\r\n"
    whole = server.frame(head.encode("latin-1"), content)
    writer.write(whole[:whole.index(b"\r\n\r\n") + 4] if method == b"HEAD" else whole)


async def linger(reader, writer):
    """Closes so that the answer arrives: what the client still sends is read, for a while."""
    writer.write_eof()
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(drain(reader), 2)


async def drain(reader):
    while await reader.read(1 << 20):
        pass


async def converse(server, reader, writer):
    goes_on = True
    while goes_on:
        method = b"POST"
        try:
            (method, target, fields, body), goes_on = await read_request(reader, writer)
            answer = server.answer(method, target, fields, body)
            if asyncio.iscoroutine(answer):
                answer = await answer
        except Broken as broken:
            goes_on = False
            answer = broken.status, [("Content-Type", server.json_type)], \
                json.dumps(server.error(Refused(broken.status, "not HTTP as it should be"))).encode()
        except asyncio.LimitOverrunError:
            goes_on = False
            answer = 431, [("Content-Type", server.json_type)], \
                json.dumps(server.error(Refused(431, "too long"))).encode()
        if answer is None or server.pause_s:
            await asyncio.sleep(server.pause_s or 3600)
        respond(server, writer, method, answer, goes_on)
    await linger(reader, writer)


async def connection(server, reader, writer):
    try:
        await converse(server, reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError, OSError):
        pass
    finally:
        writer.close()


async def main(variant, *arguments):
    server = VARIANTS[variant](*arguments)
    listener = await asyncio.start_server(lambda r, w: connection(server, r, w), "127.0.0.1", 0,
                                          limit=4 * 1024 * 1024)
    print(listener.sockets[0].getsockname()[1], flush=True)
    async with listener:
        await listener.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
