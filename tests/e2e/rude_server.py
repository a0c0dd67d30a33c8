"""A peer without manners: what it sends is no HTTP, or no end of it, or an answer to something else.

usage: rude_server.py MANNER POLITE   prints its port; the first POLITE requests get a good answer
"""
import itertools
import socket
import sys
import threading
import time

import little_server

GOOD = little_server.Correct()
counter = itertools.count()


def reply(status, *fields, body=b""):
    return b"HTTP/1.1 %d X\r\n%s\r\n%s" % (status, b"".join(line + b"\r\n" for line in fields), body)


def read_request(stream):
    """(method, target, fields, body) of one request, or None at the end of the connection."""
    line = stream.readline(9000000).split()
    if len(line) != 3:
        return None
    fields = []
    while True:
        field = stream.readline(9000000).rstrip(b"\r\n")
        if not field:
            break
        name, _, value = field.partition(b":")
        fields.append((name, value.strip()))
    values = {name.lower(): value for name, value in fields}
    if b"chunked" in values.get(b"transfer-encoding", b""):
        body = b""
        while size := int(stream.readline().split(b";")[0], 16):
            body += stream.read(size + 2)[:-2]
        stream.readline()
    else:
        body = stream.read(int(values.get(b"content-length", b"0")))
    return line[0], line[1], fields, body


def forever(send, text, pause=0.01):
    while True:
        send(text)
        time.sleep(pause)


JSON = b"Content-Type: application/json"
LENGTH_2 = b"Content-Length: 2"
NEVER = object()  # neither an answer nor an end

# What is sent instead of an answer: bytes, then the connection is closed; or a function of send.
MANNERS = {
    "close": b"",
    "garbage": b"\x00\xff\xfe garbage \x1b[31m\r\n\r\n",
    "one-long-line": b"x" * 1000000,
    "other-protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "no-status-line": b'{"id":"1"}',
    "half-a-head": b"HTTP/1.1 200 OK\r\nContent-Type: appl",
    "half-a-body": reply(200, JSON, b"Content-Length: 1000", body=b'{"id":'),
    "status-of-two-digits": b"HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
    "status-of-words": b"HTTP/1.1 OK 200\r\n\r\n",
    "status-999": reply(999, JSON, LENGTH_2, body=b"{}"),
    "status-204-with-a-body": reply(204, LENGTH_2, body=b"{}"),
    "redirect": reply(302, b"Location: http://192.0.2.1/stolen", b"Content-Length: 0"),
    "continue-for-ever": lambda send: forever(send, b"HTTP/1.1 100 Continue\r\n\r\n"),
    "two-lengths": reply(200, JSON, LENGTH_2, b"Content-Length: 3", body=b"{}"),
    "negative-length": reply(200, JSON, b"Content-Length: -1", body=b"{}"),
    "length-of-words": reply(200, JSON, b"Content-Length: two", body=b"{}"),
    "huge-length": reply(200, JSON, b"Content-Length: 99999999999999999999", body=b"{}"),
    "more-than-announced": reply(200, JSON, LENGTH_2, body=b"{}HTTP/1.1 200 OK\r\n\r\n surplus"),
    "less-than-announced-and-silence": lambda send: (
        send(reply(200, JSON, b"Content-Length: 1000", body=b"{}")), NEVER)[1],
    "bad-chunk": reply(200, JSON, b"Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunk-without-end": reply(200, JSON, b"Transfer-Encoding: chunked", body=b"2\r\n{}\r\n"),
    "endless-body": lambda send: (send(reply(200, JSON)), forever(send, b"[" * 65536))[0],
    "endless-chunks": lambda send: (send(reply(200, JSON, b"Transfer-Encoding: chunked")),
                                    forever(send, b"2\r\n[[\r\n" * 5000))[0],
    "drip": lambda send: (send(reply(200, JSON, b"Content-Length: 1000")),
                          forever(send, b"x", 0.2))[0],
    "head-of-300-kib": reply(200, JSON, LENGTH_2, b"X-Long: " + b"h" * 300 * 1024, body=b"{}"),
    "ten-thousand-fields": reply(200, JSON, LENGTH_2, *[b"X-%d: y" % n for n in range(10000)],
                                 body=b"{}"),
    "endless-head": lambda send: (send(b"HTTP/1.1 200 OK\r\n"),
                                  forever(send, b"X-Field: value\r\n" * 1000))[0],
    "nul-in-a-field": reply(200, JSON, LENGTH_2, b"X-Nul: a\x00b", body=b"{}"),
    "field-without-colon": reply(200, JSON, LENGTH_2, b"no colon here", body=b"{}"),
    "folded-field": reply(200, JSON, LENGTH_2, b"X-Fold: a\r\n b", body=b"{}"),
    "body-of-9-mib": reply(200, JSON, b"Content-Length: %d" % (9 << 20), body=b" " * (9 << 20)),
    "deep-json": reply(200, JSON, b"Content-Length: 200000", body=b"[" * 200000),
    "not-utf-8": reply(200, JSON, b"Content-Length: 9", body=b'{"\xff\xfe":1}'),
    "terminal-escapes": reply(200, b"Content-Type: \x1b]0;owned\x07", b"Content-Length: 30",
                              body=b"\x1b[2J\x1b]8;;http://x\x07\xe2\x80\xaelink\x9b31m"),
    "encoded": reply(200, JSON, b"Content-Encoding: gzip", b"Content-Length: 4",
                     body=b"\x1f\x8b\x08\x00"),
    "silence": lambda send: NEVER,
}


def serve(connection, manner, polite):
    stream = connection.makefile("rb")
    try:
        while (request := read_request(stream)) is not None:
            if next(counter) < polite:
                status, headers, content = GOOD.answer(*request)
                fields = [f"{name}: {value}".encode() for name, value in headers]
                fields.append(b"Content-Length: %d" % len(content))
                connection.sendall(reply(status, *fields, body=content))
                continue
            if isinstance(manner, bytes):
                connection.sendall(manner)
                return
            if manner(connection.sendall) is NEVER:
                time.sleep(3600)
    except (OSError, ValueError):
        pass
    finally:
        stream.close()
        connection.close()


def main():
    manner = MANNERS[sys.argv[1]]
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, manner, int(sys.argv[2])),
                         daemon=True).start()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
