"""`hookproof fuzz`: finds what only an unusual body shows, shrinks it, and accuses nobody innocent."""
import json
import re
import sys

import support
from support import HERE, KEY, Server, hookproof, little, serve


def fuzz_server(variant):
    return Server([sys.executable, str(HERE / "fuzz_server.py"), variant], r"^(\d+)$")


class Fuzz(support.Case):
    def fuzz(self, url, seconds, *args, key=KEY):
        return hookproof("fuzz", url, "--time", f"{seconds}s", "--out", self.out, "--report", "text",
                         "--report", "json", *args, key=key, limit_s=60 + seconds)

    def found(self, variant, pattern, *args):
        """The failure that a server with this defect shows, with its body as it was shrunk."""
        with fuzz_server(variant) as server:
            result = self.fuzz(server.url, 8, "--timeout", "1", *args)
            self.assert_code(result, 1)
            failures = [one for one in self.report()["findings"] if one["verdict"] == "fail"]
            matching = [one for one in failures if one["row"].startswith(("fuzz-", "resp-echo"))]
            self.assertTrue(matching, result.out)
            self.assert_bodies_are_those_of_their_ids()
            first = matching[0]
            self.assertRegex(first["actual"], pattern)
            self.assertNotRegex(result.out, r"(?m)^ +nearest .*\.\.\.; fails with .*\.\.\.$")
            name = first["fingerprint"]
            body = (self.out / "findings" / f"{name}.body").read_bytes()
            again = hookproof("replay", self.out / "findings" / f"{name}.json", server.url,
                              "--timeout", "1", key=KEY)
            self.assert_code(again, 1)
            self.assertIn("FAILED", again.out)
        return body

    def assert_bodies_are_those_of_their_ids(self):
        """What was not shrunk is what was sent: the id has its hash (FNV-1a)."""
        looked_at = 0
        for finding in self.report()["findings"]:
            name = re.match(r"fuzz-[a-z-]+@#([0-9a-f]{16})~", finding["minimal_case"])
            file = self.out / "findings" / f"{finding['fingerprint']}.body"
            if name and not finding.get("shrunk") and file.exists():
                value = 0xcbf29ce484222325
                for byte in file.read_bytes():
                    value = (value ^ byte) * 0x100000001b3 % 2 ** 64
                self.assertEqual(f"{value:016x}", name[1], finding)
                looked_at += 1
        self.assertGreater(looked_at, 0)

    def test_a_crash_on_a_deep_value(self):
        body = self.found("CrashesOnDepth", "connection closed")
        self.assertLess(len(body), 500, body)

    def test_an_error_on_one_escape(self):
        body = self.found("FailsOnOneEscape", "500")
        self.assertIn(rb"\b", body)
        self.assertLess(len(body), 150, body)

    def test_a_wrong_echo_of_astral_characters(self):
        self.found("CutsAstral", "differs|character|instead of|\\\\u|U\\+")

    def test_a_hang_on_a_long_token(self):
        body = self.found("HangsOnLongToken", "no whole reply", "--retries", "1")
        self.assertLess(len(body), 6000)


if __name__ == "__main__":
    support.main()
