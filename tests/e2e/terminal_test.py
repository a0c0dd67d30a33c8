"""What a person at a terminal sees: progress, colours, widths, Ctrl-C; and nothing that a target sent raw."""
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import time
import unittest

import fcntl
import termios

import support
from support import BINARY, environment

READERS = pathlib.Path(__file__).resolve().parent.parent / "readers"
OURS = re.compile(rb"\x1b\[(?:\d{0,2}m|K)")


class Terminal:
    """A run of the program that has a terminal of a given width for all three streams."""

    def __init__(self, columns, *args, **more):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.process = subprocess.Popen(
            [BINARY, *map(str, args)], stdin=slave, stdout=slave, stderr=slave, close_fds=True,
            env=environment(TERM="xterm", **more), start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.close(slave)
        self.seen = b""

    def read_until(self, pattern, limit_s=60):
        """Reads until `pattern` has been seen, or the end."""
        stop = time.monotonic() + limit_s
        while time.monotonic() < stop and not re.search(pattern, self.seen):
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    piece = os.read(self.master, 65536)
                except OSError:
                    break
                self.seen += piece
        return self.seen

    def press(self, keys):
        os.write(self.master, keys)

    def end(self, limit_s=60):
        self.read_until(rb"(?!)", limit_s)
        code = self.process.wait(10)
        os.close(self.master)
        return code


class AtATerminal(support.Case):
    def run_at(self, columns, *args, **more):
        terminal = Terminal(columns, "run", *args, "--out", self.out, **more)
        code = terminal.end()
        return code, terminal.seen

    def test_the_table_and_the_progress_fit_the_width(self):
        for columns in (60, 80, 120):
            code, seen = self.run_at(columns, "builtin", "--depth", "standard", "--progress", "always")
            self.assertEqual(code, 0, seen[-2000:])
            text = OURS.sub(b"", seen).decode()
            progress = re.findall(r"\r([\d,]+ of [\d,]+ cases[^\r\n]*)", text)
            self.assertTrue(progress)
            table = text[text.index("\nfamily"):text.index("(response checks")].splitlines()[1:]
            self.assertGreater(len(table), 15)
            for line in progress + table:
                self.assertLessEqual(len(line.rstrip()), columns, line)
            # Sentences are broken at blanks.
            reasons = text[text.index("\nnot judged"):text.index("\nrequirements")].splitlines()
            self.assertGreater(len(reasons), 5)
            for line in reasons:
                self.assertLessEqual(len(line), columns, line)

    def test_colour_is_for_terminals_that_want_it(self):
        for args, more, wanted in (((), {}, True), ((), {"NO_COLOR": "1"}, False), (("--color", "never"), {}, False),
                                   (("--color", "always"), {"NO_COLOR": "1"}, True)):
            code, seen = self.run_at(80, "builtin", "--depth", "smoke", "--progress", "never", *args, **more)
            self.assertEqual(code, 0)
            self.assertEqual(b"\x1b[" in seen, wanted, (args, more))

    def test_nothing_of_a_target_reaches_the_terminal_raw(self):
        server = subprocess.Popen([sys.executable, str(READERS / "hostile_server.py")],
                                  stdout=subprocess.PIPE, text=True)
        try:
            port = server.stdout.readline().strip()
            code, seen = self.run_at(80, f"http://127.0.0.1:{port}", "--depth", "smoke", "--retries", "0",
                                     "--include", "valid-*", "--include", "enum-*", "--no-shrink", "-v",
                                     HOOKPROOF_API_KEY="hostile-server-key")
        finally:
            server.kill()
            server.wait()
            server.stdout.close()
        self.assertEqual(code, 1, seen[-2000:])
        rest = OURS.sub(b"", seen)
        self.assertIn(b"\\x1B[", rest)
        # Nor is a line or a part of one a command of a CI system.
        self.assertIn(b"::error title=x::injected", rest)
        self.assertIsNone(re.search(rb"[\r\n] *::|##\[", rest))
        self.assertIsNone(re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]", rest))
        for hidden in ("\u202e", "\u2066", "\u200b", "\ufeff", "\u2028"):
            self.assertNotIn(hidden.encode(), rest)

    def test_ctrl_c_once_ends_with_a_report(self):
        terminal = Terminal(80, "run", "builtin", "--depth", "full", "--out", self.out, "--report", "text",
                            "--report", "json")
        terminal.read_until(rb"[\d,]+ of [\d,]+ cases")
        terminal.press(b"\x03")
        self.assertEqual(terminal.end(), 4, terminal.seen[-2000:])
        self.assertRegex(terminal.seen.decode(), r"incomplete.*: stopped after [\d,]+ of [\d,]+ cases")
        self.assertEqual(self.report()["outcome"], "incomplete")

    def test_ctrl_c_twice_stops_at_once(self):
        with support.little("TakesTwoSeconds") as server:
            terminal = Terminal(80, "run", server.url, "--depth", "full", "--out", self.out,
                                HOOKPROOF_API_KEY=support.KEY)
            terminal.read_until(rb"[\d,]+ of [\d,]+ cases")
            terminal.press(b"\x03")
            time.sleep(0.2)
            pressed = time.monotonic()
            terminal.press(b"\x03")
            code = terminal.end(10)
        self.assertEqual(code, 128 + signal.SIGINT)
        self.assertLess(time.monotonic() - pressed, 1.5)

    def test_no_line_is_written_over_where_nothing_can_be(self):
        result = support.hookproof("run", "builtin", "--depth", "full", "--time", "3", "--progress", "always",
                                   "--out", self.out)
        self.assert_code(result, 4)
        self.assertRegex(result.err, r"\A([\d,]+ of [\d,]+ cases, 0 failing, .* left, [\d,]+ a second\n)+\Z")


if __name__ == "__main__":
    unittest.main()
