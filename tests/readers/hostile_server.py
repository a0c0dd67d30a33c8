"""A server that answers with hostile text in every place a response has, for what reports make of it.

Markup, scripts, closing tags, terminal control, bytes that are no UTF-8, other reading directions: in the
reason phrase, in names and values of fields, in names and values of JSON, in bodies that are not JSON.

usage: hostile_server.py   prints the port it listens on (loopback), serves until it is ended
"""
import asyncio
import json
import sys
import zlib

KEY = "hostile-server-key"
MARKUP = ["<script>window.pwned=1</script>", "<img src=x onerror=\"window.pwned=1\">",
          "</pre></dd></article></script><script>window.pwned=1</script>",
          "\"><svg onload=window.pwned=1>", "' onmouseover='window.pwned=1", "javascript:window.pwned=1",
          "]]><x/>", "--><!--", "&lt;b&gt;&#60;", "{{constructor.constructor('window.pwned=1')()}}",
          "| cell | [link](http://example.com) @octocat #1 `x` **b** <details>",
          "\n::error title=x::injected", "##[error]injected", "\nnot ok 1 - injected # TODO"]
CONTROL = ["\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J\x1b[H", "\u202eevil\u202c", "\u2066x\u2069",
           "\u200b\ufeff\u2028\u2029", "\x7f\x08\x00", "\u009b31m", "\U0001f600"]
FIELDS = ("id", "headers", "operations", "data_models", "name", "created_at", "type", "url")


def every(number):
    return MARKUP[number % len(MARKUP)] + CONTROL[number % len(CONTROL)]


def on_one_line(text):
    return "".join(c for c in text if c not in "\r\n\0").encode("utf-8")


def hostile_json(number):
    webhook = {name: every(number + i) for i, name in enumerate(FIELDS)}
    webhook["headers"] = {every(number): every(number + 1)}
    webhook["operations"] = [every(number + 2)]
    webhook[every(number)] = every(number)
    return json.dumps(webhook, ensure_ascii=number % 2 == 0).encode("utf-8", "surrogatepass")


def answer(number):
    """Status line, fields and body, one of several kinds."""
    text = on_one_line(every(number))
    kind = number % 7
    status = (200, 200, 500, 404, 302, 200, 422)[kind]
    reason = text if kind != 4 else b"Found"
    fields = [(b"Content-Type", b"application/json" if kind in (0, 1, 6) else text),
              (b"X-" + str(kind).encode(), text), (b"Location", text), (b"Set-Cookie", text)]
    body = [hostile_json(number), hostile_json(number + 3), every(number).encode() * 3,
            b"\xff\xfe\x80" + text, text, b"{\"id\":\"" + text + b"\xc0\xaf\"}",
            b"{\"error\":{\"message\":" + json.dumps(every(number)).encode() + b"}}"][kind]
    return status, reason, fields, body


def response(status, reason, fields, body):
    head = b"HTTP/1.1 %d %s\r\nContent-Length: %d\r\n" % (status, reason, len(body))
    return head + b"".join(b"%s: %s\r\n" % field for field in fields) + b"\r\n" + body


async def serve_one(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
            body = await reader.readexactly(length)
            if b"api_key: " + KEY.encode() not in lines:
                reply = response(401, b"Unauthorized", [(b"WWW-Authenticate", b"ApiKey")], b"{}")
            elif b"\"accounts\"" in body.lower() and b"connection_changed" in body.lower():
                good = {**json.loads(body)["webhook"], "id": "a" * 20, "created_at": "2024-04-15T04:52:25.309Z"}
                reply = response(200, b"OK", [(b"Content-Type", b"application/json")],
                                 json.dumps(good).encode())
            else:
                reply = response(*answer(zlib.crc32(head + body)))
            writer.write(reply)
            await writer.drain()
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError, KeyError,
            TypeError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        sys.exit(0)
