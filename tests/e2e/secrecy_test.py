"""The key is in no file and on no stream, whatever goes wrong."""
import json
import re

import support
from support import hookproof, little, serve

KEY = "s3cret-K3y+/=%41"
# Without the rows that take seconds by design.
QUICK = ("--exclude", "slow-*", "--exclude", "size-*", "--exclude", "frame-*")


class Secrecy(support.Case):
    def everything_written(self, result):
        yield "stdout", result.out.encode("utf-8", "surrogateescape")
        yield "stderr", result.err.encode("utf-8", "surrogateescape")
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield str(path.relative_to(self.folder)), path.read_bytes()

    def assert_secret(self, result):
        seen = 0
        for name, content in self.everything_written(result):
            seen += 1
            self.assertNotIn(KEY.encode(), content, name)
            # Nor as JSON escapes its slash, or a half of it.
            self.assertNotIn(KEY.replace("/", "\\/").encode(), content, name)
            self.assertNotIn(KEY[:-4].encode(), content, name)
            # Nor in a target or in base64.
            self.assertNotIn(b"s3cret-K3y%2B%2F%3D", content, name)
            self.assertNotIn(b"czNjcmV0LUszeSsv", content, name)
        return seen

    def test_in_a_run_with_failures(self):
        # Everything is refused, with the key in the refusal: each case fails.
        with little("TellsTheKey", KEY) as server:
            result = self.run_against(server.url, "--depth", "smoke", "-v", "--color", "always",
                                      *QUICK, key=KEY, limit_s=120)
            self.assert_code(result, 1)
            self.assertGreater(self.assert_secret(result), 20)
            text = result.out + (self.out / "report.json").read_text()
            self.assertIn("***", text)
            checks = {finding["check"] for finding in self.report()["findings"]}
            self.assertIn("resp-key-absent", checks)
            for path in (self.out / "findings").glob("*.json"):
                case = json.loads(path.read_text())["case"]
                self.assert_secret(hookproof("replay", path, key=KEY))
                self.assert_secret(hookproof("show", case, key=KEY))
                break

    def test_in_a_run_without(self):
        with serve(key=KEY) as server:
            self.assertNotIn(KEY, server.line)
            result = self.run_against(server.url, "--depth", "smoke", *QUICK, key=KEY)
        self.assert_code(result, 0)
        self.assert_secret(result)

    def test_when_the_key_is_refused(self):
        with serve(key="another-key-1") as server:
            result = self.run_against(server.url, key=KEY)
        self.assert_code(result, 3)
        self.assert_secret(result)

    def test_in_a_header_of_the_users_own(self):
        with little("Status201") as server:
            result = self.run_against(server.url, "--include", "valid-doc-example", "-H",
                                      f"X-Again: {support.KEY}")
        self.assert_code(result, 1)
        for name, content in self.everything_written(result):
            self.assertNotIn(support.KEY.encode(), content, name)
        self.assertIn('-H \'X-Again: \'"$HOOKPROOF_API_KEY"', self.report()["findings"][0]["replay"])

    def test_of_the_case_that_sends_a_wrong_key(self):
        lines = hookproof("list", "cases", "--include", "auth-*", key=KEY).out.splitlines()
        instances = {line.partition("~")[0]: line for line in lines if "wrong-loc" in line
                     or "near-miss@header#cut" in line or "padding" in line}
        self.assertGreater(len(instances), 15)
        for line in instances.values():
            shown = hookproof("show", line, key=KEY)
            self.assert_code(shown, 0)
            for form in (KEY, KEY[:-4], "s3cret-K3y%2B%2F%3D", "czNjcmV0LUszeSsv"):
                self.assertNotIn(form, shown.out, line)
            self.assertIsNone(re.search(r"[\x00-\x08\x0b-\x1f\x7f]", shown.out), line)


if __name__ == "__main__":
    support.main()
