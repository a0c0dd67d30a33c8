"""The commands that findings print, run by bash with the real curl: what arrives is, octet for
octet, what hookproof itself sends for that case.

usage: by_hand_test.py HOOKPROOF
"""
import base64
import html
import json
import re
import selectors
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import support
from support import hookproof

KEY = "by-hand-key-4711%+/=x"
ANSWER = (b"HTTP/1.1 500 Wrong\r\nConnection: close\r\nContent-Type: application/json\r\n"
          b"Content-Length: 2\r\n\r\n{}")
# How long a peer may be silent before it gets its answer, when what it has sent is a whole message
# and when it is not; after the answer it has the second time again to send the rest or to close.
SILENT_S, SILENT_CUT_S = 0.01, 0.25


def is_whole(octets):
    """A message as far as a test has to know: the head is over, and its Content-Length is met."""
    head, end, body = octets.partition(b"\r\n\r\n")
    if not end:
        return False
    lengths = re.findall(rb"(?im)^content-length:[ \t]*(\d+)[ \t]*\r?$", head)
    if b"transfer-encoding" in head.lower():
        return octets.endswith(b"0\r\n\r\n")
    return len(body) == int(lengths[0]) if len(lengths) == 1 else not lengths and not body


class Recorder(threading.Thread):
    """Keeps what each connection brought, answers 500 to everything, and lets the peer close."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.lock, self.kept = threading.Lock(), []
        self.selector, self.open, self.over = selectors.DefaultSelector(), {}, False
        self.start()

    def accept(self):
        peer, _ = self.listener.accept()
        peer.setblocking(False)
        self.open[peer] = [bytearray(), time.monotonic(), False]
        self.selector.register(peer, selectors.EVENT_READ)

    def end(self, peer):
        octets = bytes(self.open.pop(peer)[0])
        self.selector.unregister(peer)
        peer.close()
        with self.lock:
            self.kept.append(octets)

    def read(self, peer):
        state = self.open[peer]
        try:
            octets = peer.recv(1 << 20)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            state[0] += octets
            state[1] = time.monotonic()
        elif state[2]:
            self.end(peer)
        else:  # it has shut its side before it got an answer
            self.answer(peer)
            self.end(peer)

    def answer(self, peer):
        self.open[peer][1:] = time.monotonic(), True
        try:
            peer.sendall(ANSWER)
            peer.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def run(self):
        self.selector.register(self.listener, selectors.EVENT_READ)
        while not self.over:
            for key, _ in self.selector.select(SILENT_S):
                self.accept() if key.fileobj is self.listener else self.read(key.fileobj)
            for peer, (octets, since, answered) in list(self.open.items()):
                silent = time.monotonic() - since
                if answered and silent > SILENT_CUT_S:
                    self.end(peer)
                elif not answered and silent > (SILENT_S if is_whole(octets) else SILENT_CUT_S):
                    self.answer(peer)

    def taken(self, wanted=1, limit_s=10):
        """What the connections brought that ended since the last call; waits for `wanted`."""
        until = time.monotonic() + limit_s
        while time.monotonic() < until:
            with self.lock:
                if len(self.kept) >= wanted and not self.open:
                    taken, self.kept = self.kept, []
                    return taken
            time.sleep(0.002)
        raise AssertionError(f"{len(self.kept)} of {wanted} connections came to an end")

    def stop(self):
        self.over = True
        self.join()
        self.listener.close()


def user_case(name, **request):
    return {"id": f"my-{name}", "title": "A case of the test", "level": "MUST",
            "expect": "reject-4xx", "request": request}


def encoded(octets):
    return base64.b64encode(octets).decode()


JSON_TYPE = {"Content-Type": "application/json"}
# Bodies and fields that a shell or curl could take for something else.
OWN_CASES = [
    user_case("nul", body_base64=encoded(b'{"a":"\0"}\0\0')),
    user_case("nul-behind", body_base64=encoded(b"\0" * 5000 + b"'\"")),
    user_case("quotes", body_text="'\"'\"''\\''$'x' \"$HOME\" `id` $(id) !! \\"),
    user_case("backslashes", body_text="\\\\n\\x41\\u0041\\0\\'"),
    user_case("line-ends", body_base64=encoded(b"\r\n\n\r\ttail\n\n")),
    user_case("at-sign", body_text="@/etc/hostname"),
    user_case("at-sign-alone", body_text="@"),
    user_case("bad-utf8", body_base64=encoded(bytes(range(1, 256)))),
    user_case("bad-utf8-long", body_base64=encoded(bytes(range(1, 256)) * 20)),
    user_case("all-octets", body_base64=encoded(bytes(range(256)))),
    user_case("empty", body_text=""),
    user_case("none"),
    user_case("get", method="GET"),
    user_case("get-body", method="GET", body_text="x"),
    user_case("head", method="HEAD"),
    user_case("head-body", method="HEAD", body_text="x"),
    user_case("options", method="OPTIONS"),
    user_case("long", body_text="long body " * 30000),
    user_case("percent", body_text="%s %d %% %\\n"),
    user_case("key", body_text=f"a {KEY} b"),
    user_case("key-half", body_text=f"a {KEY[4:]} b"),
    user_case("key-nul", body_base64=encoded(f"a {KEY} b\0".encode())),
    user_case("key-long", body_text=f"{KEY} " * 5000),
    user_case("key-coded", body_text=encoded(KEY.encode())),
    user_case("target", target="/v3/core/webhooks?a=%41&b='\"$x`{1,2}[3-4]#"),
    user_case("dots", target="/v3/../v3/./core//webhooks"),
    user_case("empty-value", headers={"X-Empty": "", "User-Agent": "", "Accept": ""}, body_text="x"),
    user_case("blank-value", headers={"X-Blank": " \t", "X-Edge": " v "}, body_text="x"),
    # A blank value is for bash, whose printf must take nothing of the body for a format.
    user_case("blank-format", headers={"X-Blank": " "},
              body_base64=encoded(b"%s %d %% \\n \0011 \0002 '\3774")),
    user_case("own-agent", headers={"user-agent": "me", "ACCEPT": "x/y"}, body_text="x"),
    user_case("repeated", headers={"X-Two": ["1", "2", "", "1"], "Cookie": ["a=b", "c=d"]},
              body_text="x"),
    user_case("no-fields", headers={"Content-Type": None, "api_key": None}, body_text="x"),
    user_case("obs-text", headers={"X-Obs": "caf\u00e9 \u00ff \u20ac"}, body_text="x"),
    user_case("odd-value", headers={"X-Odd": "@file;x: 'y' \"z\" \\ $HOME `id` %s"}, body_text="x"),
    user_case("odd-name", headers={"x!#$%&'*+-.^_`|~": "v"}, body_text="x"),
    user_case("te", headers={"TE": "trailers", "Connection": "TE", "Accept-Encoding": "gzip"},
              body_text="x"),
    user_case("expect", headers={"Expect": "200-maybe"}, body_text="x"),
    user_case("auth", headers={"Authorization": "Basic " + encoded(b"me:it")}, body_text="x"),
    user_case("many", headers={f"X-{i}": "v" * 100 for i in range(50)}, body_text="x"),
    user_case("key-upper", headers={"api_key": KEY.upper()}, body_text="x"),
    user_case("key-cut", headers={"api_key": KEY[:-1]}, body_text="x"),
    user_case("key-twice", headers={"api_key": [KEY, KEY + KEY]}, body_text="x"),
]


class ByHand(support.Case):
    def setUp(self):
        super().setUp()
        self.recorder = Recorder()
        self.addCleanup(self.recorder.stop)
        # Nothing of this machine may change what curl sends.
        (self.folder / ".curlrc").write_text('user-agent = of-the-home-folder\nheader = "X-Home: 1"\n')
        self.environment = support.environment(
            HOOKPROOF_API_KEY=KEY, HOME=str(self.folder), http_proxy="http://127.0.0.1:1")
        self.elsewhere = tempfile.mkdtemp(prefix="hookproof-elsewhere-")
        self.addCleanup(shutil.rmtree, self.elsewhere)

    def run_all(self, *args):
        """Runs in the test's folder with an output folder that has no path; the report."""
        result = hookproof("run", self.recorder.url, "--out", "out", "--report", "text", "--report",
                           "json", "--report", "html", "--retries", "0", "--no-shrink", "-v",
                           *args, key=KEY, cwd=self.folder, limit_s=300)
        self.assert_code(result, 1)
        self.text, self.page = result.out, html.unescape((self.out / "report.html").read_text())
        self.sent = set(self.recorder.taken())
        return self.report()

    def sent_by(self, *command):
        subprocess.run(command, env=self.environment, cwd=self.elsewhere, capture_output=True,
                       timeout=30, check=False)
        return self.recorder.taken()

    def sent_again(self, report):
        """What `replay report.json` sends for each finding that is no note, by fingerprint."""
        shown = [one for one in report["findings"] if one["verdict"] != "note"]
        self.assert_code(hookproof("replay", self.out / "report.json", key=KEY, limit_s=120), 1)
        return dict(zip((one["fingerprint"] for one in shown), self.recorder.taken(len(shown)),
                        strict=True))

    def compare(self, finding, again):
        """None, or how what the finding's command sends differs from the case."""
        commands = [finding["curl"], finding.get("shell"), finding.get("no_command")]
        kept = json.loads((self.out / "findings" / f"{finding['fingerprint']}.json").read_text())
        self.assertEqual([kept.get(name) for name in ("curl", "shell", "no_command")], commands)
        text = next(one for one in commands if one is not None)
        self.assertEqual(commands.count(None), 2)
        # Every report has the same line, or says where it stands.
        self.assertTrue(text in self.page or len(text) > 2000, text[:2000])
        is_card = finding["verdict"] != "note" and finding["cause"] == finding["fingerprint"]
        if is_card and len(text) <= 4000:
            self.assertTrue(any(f"\n    by {tool} {' ' * (6 - len(tool))}{text}\n" in self.text
                                for tool in ("curl", "bash", "hand")), text)
        self.assertRegex(text, r"\A[ -~]+\Z")
        for secret in (KEY, KEY[:-1], encoded(KEY.encode())[:24]):
            self.assertNotIn(secret, text)
        if finding.get("no_command"):
            return None
        by_hand = self.sent_by("bash", "-c", text)
        want = again.get(finding["fingerprint"], by_hand[0])
        case = f"{finding['minimal_case']}\n{text[:1500]}\n"
        if by_hand != [want]:
            return f"{case}arrived  {by_hand}\nwanted   {want}"[:6000]
        return None if want in self.sent else f"{case}{want}\nis not what the run sent"[:6000]

    def compare_all(self, report):
        again = self.sent_again(report)
        self.assertGreater(len(again), 0)
        wrong = [text for text in (self.compare(one, again) for one in report["findings"]) if text]
        self.assertEqual(wrong, [], "\n\n".join([f"{len(wrong)} differ"] + wrong[:10]))

    def test_of_every_row(self):
        # Rows that send for seconds, or many MiB, have no command or one like their neighbours'.
        report = self.run_all("--depth", "smoke", "--exclude", "slow-*", "--exclude", "size-*")
        self.assertGreater(len(report["findings"]), 250)
        self.compare_all(report)
        tools = [next(name for name in ("curl", "shell", "no_command") if one.get(name))
                 for one in report["findings"]]
        self.assertGreater(tools.count("curl"), 200)
        self.assertGreater(tools.count("shell"), 20)
        self.assertLess(tools.count("no_command"), 30)

    def test_of_odd_bodies_and_fields(self):
        cases = self.folder / "cases.json"
        cases.write_text(json.dumps({"schema": "hookproof-cases/1", "cases": OWN_CASES}))
        report = self.run_all("--cases", str(cases), "--include", "my-*")
        self.assertEqual({one["row"] for one in report["findings"] if one["check"] == "expectation"},
                         {one["id"] for one in OWN_CASES})
        self.compare_all(report)


if __name__ == "__main__":
    support.main()
