"""`hookproof fuzz`: finds what only an unusual body shows, shrinks it, and accuses nobody innocent."""
import json
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
            first = matching[0]
            self.assertRegex(first["actual"], pattern)
            name = first["fingerprint"]
            body = (self.out / "findings" / f"{name}.body").read_bytes()
            again = hookproof("replay", self.out / "findings" / f"{name}.json", server.url,
                              "--timeout", "1", key=KEY)
            self.assert_code(again, 1)
            self.assertIn("FAILED", again.out)
        return body

    def test_a_crash_on_a_deep_value(self):
        body = self.found("CrashesOnDepth", "connection closed")
        self.assertLess(len(body), 500, body)

    def test_an_error_on_one_escape(self):
        body = self.found("FailsOnOneEscape", "500")
        self.assertIn(rb"\b", body)
        self.assertLess(len(body), 300, body)

    def test_a_wrong_echo_of_astral_characters(self):
        self.found("CutsAstral", "differs|character|instead of|\\\\u|U\\+")

    def test_a_hang_on_a_long_token(self):
        body = self.found("HangsOnLongToken", "no whole reply", "--retries", "1")
        self.assertLess(len(body), 6000)


if __name__ == "__main__":
    support.main()
