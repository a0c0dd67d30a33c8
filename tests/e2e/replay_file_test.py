"""A finding file, a report and the line that a finding prints say everything that a replay needs: the
same verdict again, with no further option, in another folder. Secrets come from the environment.

usage: replay_file_test.py HOOKPROOF
"""
import json
import re
import shlex
import shutil
import tempfile

import support
from support import hookproof, little

ONE = ("--include", "valid-doc-example")


def same(result):
    """What a replay says, but for what the server made up this time."""
    return re.sub(r'\bid "[^"]*"', 'id', result.out)


class ReplayFile(support.Case):
    def setUp(self):
        super().setUp()
        self.elsewhere = tempfile.mkdtemp(prefix="hookproof-elsewhere-")
        self.addCleanup(shutil.rmtree, self.elsewhere)

    def run_here(self, target, *args, code=1, row=None, **more):
        """A run whose folders and files are named by relative paths; a finding of that row, or the
        first."""
        result = hookproof("run", target, "--out", "out", "--report", "json", "--report", "text",
                           *args, key=support.KEY, cwd=self.folder, **more)
        self.assert_code(result, code)
        self.found = next(one for one in self.report()["findings"] if row in (None, one["row"]))
        self.file = self.out / "findings" / f"{self.found['fingerprint']}.json"
        return self.found

    def replay(self, what, *args, key=support.KEY, **more):
        return hookproof("replay", what, *args, key=key, cwd=self.elsewhere, **more)

    def assert_all_agree(self, code=1, **more):
        """The file, the report and the printed line, each by itself."""
        by_file = self.replay(self.file, **more)
        by_line = self.replay(*shlex.split(self.found["replay"])[2:], **more)
        by_report = self.replay(self.out / "report.json", **more)
        for result in (by_file, by_line, by_report):
            self.assert_code(result, code)
        self.assertEqual(same(by_file), same(by_line))
        word = "FAILED" if code == 1 else "FIXED"
        self.assertRegex(by_file.out, rf"(?m)^{word} +{self.found['check']}\b")
        self.assertRegex(by_report.out, rf"(?m)^{word} +{self.found['row']}\b")

    def test_a_profile_and_settings(self):
        with little("Correct") as server:
            self.run_here(server.url, "--profile", "strict", "--set", "status.created=201",
                          "--set", "auth.status=403", "--seed", "7", *ONE)
            self.assertEqual(self.found["row"], "resp-status-200")
            self.assert_all_agree()
            # By no means what the environment says of the judgement.
            self.assert_all_agree(HOOKPROOF_PROFILE="lenient", HOOKPROOF_SET="status.created=200")
            # Unless another profile is asked for; one more setting goes behind the others.
            self.assert_code(self.replay(self.file, "--profile", "doc"), 0)
            self.assert_code(self.replay(self.file, "--set", "status.created=200"), 0)
            self.assert_code(self.replay(self.file, "--set", "ssrf=off"), 1)

    def test_a_should_fails_only_when_the_run_was_strict(self):
        with little("HtmlErrors") as server:
            for args, code in (((), 0), (("--strict",), 1), (("--profile", "strict"), 1)):
                found = self.run_here(server.url, "--include", "struct-wrapper-missing", *args,
                                      code=code)
                self.assertEqual(found["check"], "resp-error-json")
                result = self.replay(self.file)
                self.assertRegex(result.out, "(?m)^FAILED resp-error-json$")
                self.assertEqual(found["verdict"], "fail" if code else "warn")
            self.assertIn('"strict"', json.dumps(json.loads(self.file.read_text())["again"]))

    def test_a_profile_that_was_a_file(self):
        (self.folder / "mine.json").write_text(json.dumps({
            "schema": "hookproof-profile/1", "base": "doc", "settings": {"status.created": "201"}}))
        with little("Correct") as server:
            self.run_here(server.url, "--profile", "mine.json", *ONE)
            (self.folder / "mine.json").unlink()
            self.assert_all_agree()

    def test_cases_of_the_users_own(self):
        (self.folder / "cases.json").write_text(json.dumps({
            "schema": "hookproof-cases/1", "cases": [{
                "id": "my-claim", "title": "A claim that does not hold", "level": "MUST",
                "expect": "accept-200", "request": {"body": {"webhook": {}}}}]}))
        with little("Correct") as server:
            self.run_here(server.url, "--cases", "cases.json", "--include", "my-*", "--no-shrink")
            self.assert_all_agree()

    def test_a_body_of_its_own(self):
        """A finding whose smallest request is no case's is replayed by its file."""
        webhook = {"name": "n" * 300, "type": "SYNC_COMPLETED", "url": "https://example.com/x",
                   "data_models": ["NO_MODEL"], "extra": list(range(50))}
        (self.folder / "cases.json").write_text(json.dumps({
            "schema": "hookproof-cases/1", "cases": [{
                "id": "my-bulk", "title": "It is accepted", "level": "MUST",
                "expect": "accept-200", "request": {"body": {"webhook": webhook}}}]}))
        with little("Correct") as server:
            self.run_here(server.url, "--cases", "cases.json", "--include", "my-*")
            self.assert_all_agree()

    def test_a_contract(self):
        contract = (support.SOURCE / "cases" / "webhooks.openapi.json").read_text()
        file = self.folder / "api.json"
        contract = contract.replace('"ACCOUNTS"', '"LEDGERS"')
        file.write_text(contract)
        with little("Correct") as server:
            self.run_here(server.url, "--contract", "api.json", *ONE, row="valid-doc-example")
            self.assert_all_agree()
            self.assertEqual(self.replay(self.file).err, "")
            file.write_text(contract + "\n")
            changed = self.replay(self.file)
            self.assertRegex(changed.err, rf"\Ahookproof: the contract is not the one of the run: "
                             rf"{re.escape(str(file))} has the hash [0-9a-f]{{16}}, then it was "
                             r"[0-9a-f]{16}; [^\n]+\n\Z")
            file.unlink()
            self.assert_one_sentence(self.replay(self.file), 2, re.escape(str(file)))

    def test_a_planted_defect(self):
        self.run_here("builtin", "--defect", "resp-201", "--include", "valid-*")
        self.assert_all_agree()

    def test_how_it_was_sent(self):
        """What a header field of the user's and the patience of a run did."""
        with little("HangsOnEmptyName") as server:
            self.run_here(server.url, "--timeout", "1", "-H", "X-Own: 1", "--include",
                          "string-name-empty")
            again = json.loads(self.file.read_text())["again"]
            self.assertEqual(again["options"], {"timeout": "1", "header": ["X-Own: 1"]})
            self.assert_all_agree()
            self.assertLess(self.replay(self.file).seconds, 5)

    def test_secrets_are_asked_for(self):
        secret = "Bearer of-nobody-else"
        with little("WantsBearer", secret) as server:
            self.run_here(server.url, "-H", f"Authorization: {secret}", "-H", "X-Plain: 1", "--set",
                          "status.created=201", *ONE)
            for path in sorted(self.out.rglob("*")):
                if path.is_file():
                    self.assertNotIn(secret.encode(), path.read_bytes(), path)
            for what in (self.file, self.out / "report.json"):
                self.assert_one_sentence(self.replay(what), 2,
                                         "header field Authorization .*HOOKPROOF_FIELD_AUTHORIZATION")
            field = {"HOOKPROOF_FIELD_AUTHORIZATION": secret}
            found = self.replay(self.file, **field)
            self.assert_code(found, 1)
            self.assertIn('"$HOOKPROOF_FIELD_AUTHORIZATION"', self.found["replay"])
            self.assertIn('"$HOOKPROOF_FIELD_AUTHORIZATION"', self.found["curl"])
            # The answer of the run, not the one to a request without that field.
            self.assertRegex(found.out, r"actual    200 ")
            by_option = self.replay(self.file, "-H", f"authorization: {secret}")
            self.assertEqual(same(by_option), same(found))
            # No key at all is told as ever.
            self.assert_one_sentence(self.replay(self.file, key=None, **field), 2, "key is needed")

    def test_a_file_sends_no_key_elsewhere(self):
        with little("Status201") as server:
            self.run_here(server.url, *ONE)
        root = json.loads(self.file.read_text())
        for change, sentence in (
                ({"target": "http://192.0.2.1"}, "not on this machine"),
                ({"again": {"options": {"proxy": "http://192.0.2.1:3128"}}}, "the proxy .* not on"),
                ({"again": {"options": {"allow-remote": True}}}, '"allow-remote", which replay'),
                ({"again": {"options": {"api-key-file": "/etc/passwd"}}}, '"api-key-file", which')):
            file = self.folder / "changed.json"
            file.write_text(json.dumps({**root, **change}))
            self.assert_one_sentence(self.replay(file), 2, sentence)


if __name__ == "__main__":
    support.main()
