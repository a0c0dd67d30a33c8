"""What the end-to-end tests share: the program as a process, servers as processes, journals as lists.

usage of a test: python3 FILE_test.py BINARY [unittest's own arguments]
HOOKPROOF_SANITIZED=1 in the environment: the binary has a sanitizer, so memory is not measured.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve()) if len(sys.argv) > 1 else ""
SANITIZED = os.environ.get("HOOKPROOF_SANITIZED") == "1"
KEY = "little-server-key"
JUDGED = ("pass", "note", "warn", "fail")


def environment(**more):
    """The environment of a user who has set nothing."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("HOOKPROOF") and name not in ("NO_COLOR", "http_proxy")}
    return {**kept, **more}


class Ended:
    """A run of the program that is over."""

    def __init__(self, code, out, err, seconds):
        self.code, self.out, self.err, self.seconds = code, out, err, seconds

    def __str__(self):
        return f"exit {self.code}\n--- stdout\n{self.out[-3000:]}\n--- stderr\n{self.err[-3000:]}"


def ended(process, started, limit_s):
    try:
        out, err = process.communicate(timeout=limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"still running after {limit_s} s: {process.args}\n{out[-2000:]}"
                             f"\n{err[-2000:]}") from None
    return Ended(process.returncode, out, err, time.monotonic() - started)


def start(*args, key=None, cwd=None, **more):
    env = environment(**({"HOOKPROOF_API_KEY": key} if key else {}), **more)
    return subprocess.Popen([BINARY, *map(str, args)], stdout=subprocess.PIPE, cwd=cwd,
                            stderr=subprocess.PIPE, text=True, errors="surrogateescape", env=env)


def hookproof(*args, key=None, cwd=None, limit_s=60, **more):
    """Runs the program to its end; whatever it was asked, it must not crash."""
    started = time.monotonic()
    result = ended(start(*args, key=key, cwd=cwd, **more), started, limit_s)
    if result.code not in range(6) or "Sanitizer" in result.err or "runtime error:" in result.err:
        raise AssertionError(f"hookproof {' '.join(map(str, args))}\n{result}")
    return result


class Server:
    """A server of a test: its process, and its address from its first line."""

    def __init__(self, command, address):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True, env=environment())
        line = self.process.stdout.readline()
        found = re.search(address, line)
        if found is None:
            self.process.kill()
            raise AssertionError(f"{command}: {line}{self.process.stderr.read()}")
        self.line = line
        self.port = int(found[1])
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self, number=signal.SIGTERM, limit_s=10):
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(limit_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        return self.process.returncode


def little(variant, *more):
    return Server([sys.executable, str(HERE / "little_server.py"), variant, *map(str, more)],
                  r"^(\d+)$")


def rude(manner, polite=0):
    """Answers `polite` requests well, and then as the manner says."""
    return Server([sys.executable, str(HERE / "rude_server.py"), manner, str(polite)], r"^(\d+)$")


def serve(*args, key=KEY):
    return Server([BINARY, "serve", "--listen", "127.0.0.1:0", "--api-key", key, *map(str, args)],
                  r"^listening on http://127\.0\.0\.1:(\d+) ")


class Journal:
    def __init__(self, path):
        text = pathlib.Path(path).read_text()
        self.lines = [json.loads(line) for line in text.splitlines()]
        self.start = self.lines[0]
        self.cases = [line for line in self.lines if line["kind"] == "case"]
        self.canaries = [line for line in self.lines if line["kind"] == "canary"]
        self.ends = [line for line in self.lines if line["kind"] == "end"]

    def verdicts(self):
        return {case["id"]: case["verdict"] for case in self.cases}


class Case(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hookproof-e2e-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.out = self.folder / "out"

    def run_against(self, url, *args, key=KEY, limit_s=60, **more):
        """A run with its journal and all reports in the test's folder."""
        return hookproof("run", url, "--out", self.out, "--report", "text", "--report", "json",
                         "--report", "junit", *args, key=key, limit_s=limit_s, **more)

    def report(self):
        return json.loads((self.out / "report.json").read_text())

    def journal(self):
        return Journal(self.out / "journal.ndjson")

    def assert_code(self, result, code):
        self.assertEqual(result.code, code, str(result))

    def assert_one_sentence(self, result, code, pattern):
        """Nothing but one line on stderr, by which a person knows what to do."""
        self.assert_code(result, code)
        self.assertEqual(result.out, "", str(result))
        self.assertEqual(result.err.count("\n"), 1, str(result))
        self.assertRegex(result.err, pattern)


def main():
    if not BINARY or not os.access(BINARY, os.X_OK):
        sys.exit("usage: FILE_test.py BINARY")
    program = unittest.main(module="__main__", exit=False, verbosity=1)
    # A suite that ran nothing is a failure.
    sys.exit(0 if program.result.wasSuccessful() and program.result.testsRun > 0 else 1)
