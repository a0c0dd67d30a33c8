"""A TLS peer for the tests of the wire engine: echoes each request's body over kept connections.

usage: tls_server.py CERTIFICATE KEY   prints two ports of loopback: its own, and that of a proxy that
                                       makes tunnels to it; serves until its input ends

What a request's target says:
  /echo     200 with the body, and the number of the connection in the field Connection-Number
  /rude     200 without a length, and a close without TLS's own end
  /polite   the same with it
  /bye      no answer, and a close
"""
import itertools
import os
import socket
import ssl
import sys
import threading

numbers = itertools.count(1)


def listen():
    listener = socket.create_server(("127.0.0.1", 0), backlog=256)
    return listener, listener.getsockname()[1]


def read_head(stream):
    lines = []
    while True:
        line = stream.readline()
        if not line:
            return None
        if line == b"\r\n":
            return lines
        lines.append(line.rstrip(b"\r\n"))


def body_of(stream, lines):
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return stream.read(int(value))
    return b""


def serve(raw, context):
    number = next(numbers)
    try:
        secure = context.wrap_socket(raw, server_side=True)
        stream = secure.makefile("rb")
        while (lines := read_head(stream)) is not None:
            body = body_of(stream, lines)
            target = lines[0].split(b" ")[1]
            if target == b"/echo":
                secure.sendall(b"HTTP/1.1 200 OK\r\nConnection-Number: %d\r\nContent-Length: %d\r\n\r\n"
                               % (number, len(body)) + body)
                continue
            if target != b"/bye":
                secure.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + body)
            if target == b"/polite":
                secure.unwrap()
            break
        os.close(secure.detach())
    except (OSError, ValueError):
        raw.close()


def pump(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def tunnel(client, port):
    stream = client.makefile("rb", buffering=0)
    if read_head(stream) is None:
        return
    server = socket.create_connection(("127.0.0.1", port))
    client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
    threading.Thread(target=pump, args=(server, client), daemon=True).start()
    pump(client, server)


def accept(listener, talk, argument):
    while True:
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=talk, args=(client, argument), daemon=True).start()


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server, port = listen()
    proxy, proxy_port = listen()
    threading.Thread(target=accept, args=(server, serve, context), daemon=True).start()
    threading.Thread(target=accept, args=(proxy, tunnel, port), daemon=True).start()
    print(port, proxy_port, flush=True)
    sys.stdin.read()
    os._exit(0)


main()
