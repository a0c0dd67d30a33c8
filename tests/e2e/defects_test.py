"""Servers with one defect each: the run finds it, says what it is, and shows how to see it again."""
import json
import re
import subprocess

import support
from support import hookproof, little

SENTENCE = re.compile(r"\S.{2,}")


class Defects(support.Case):
    def find(self, variant, *args, code=1, limit_s=60):
        """Runs against a broken server, which stays up, and gives the findings."""
        self.server = little(variant)
        self.addCleanup(self.server.stop)
        result = self.run_against(self.server.url, *args, limit_s=limit_s)
        self.assert_code(result, code)
        self.text = result.out
        return [finding for finding in self.report()["findings"] if finding["verdict"] != "note"]

    def assert_finding(self, finding, row, check, verdict="fail"):
        self.assertEqual((finding["verdict"], finding["check"]), (verdict, check), finding)
        self.assertRegex(finding["row"], row)
        self.assertIn(finding["level"], ("MUST", "SHOULD"))
        self.assertIn("where", finding)  # the JSON Pointer of a whole body is empty
        for name in ("clause", "expected", "actual", "title", "why", "first_case",
                     "minimal_case", "replay", "curl"):
            self.assertRegex(finding[name] or "", SENTENCE, name)
        self.assertGreater(finding["count"], 0)
        self.assertFalse(finding["flaky"], finding)

    def replay(self, *args, limit_s=30):
        return hookproof("replay", *args, key=support.KEY, limit_s=limit_s)

    def assert_seen_again(self, finding):
        """The printed line as a shell reads it, and the finding's file; then with a correct server."""
        check = finding["check"]
        self.assertIn(finding["replay"], self.text)
        line = finding["replay"].replace("hookproof", f"'{support.BINARY}'", 1)
        shell = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60,
                               env=support.environment(HOOKPROOF_API_KEY=support.KEY))
        self.assertIn(f"FAILED {check}\n", shell.stdout, f"{line}\n{shell.stdout}{shell.stderr}")
        if finding["verdict"] == "fail":
            self.assertEqual(shell.returncode, 1, line)
        file = self.out / "findings" / f"{finding['fingerprint']}.json"
        result = self.replay(file)
        self.assert_code(result, 1)
        self.assertIn(f"FAILED {check}\n", result.out)
        with little("Correct") as good:
            fixed = self.replay(file, good.url)
        self.assert_code(fixed, 0)
        self.assertNotIn("FAILED", fixed.out)
        self.assertRegex(fixed.out, rf"(?m)^FIXED {check}$")

    def assert_curl_does_it(self, finding, status):
        """curl as printed sends what was sent: the server gives the same kind of answer."""
        shell = subprocess.run(["bash", "-c", finding["curl"]], capture_output=True, timeout=30,
                               cwd=self.folder,
                               env=support.environment(HOOKPROOF_API_KEY=support.KEY))
        self.assertEqual(shell.returncode, 0, shell.stderr)
        self.assertIn(f"HTTP/1.1 {status} ".encode(), shell.stdout)

    def test_201_instead_of_200(self):
        findings = self.find("Status201", "--include", "valid-*")
        self.assert_finding(findings[0], "resp-status-200", "resp-status-200")
        self.assertIn("201", findings[0]["actual"])
        self.assertIn("200", findings[0]["expected"])
        self.assert_seen_again(findings[0])
        self.assert_curl_does_it(findings[0], 201)
        # One defect is one group, however many cases show it.
        fails = [finding for finding in findings if finding["verdict"] == "fail"]
        self.assertEqual(len(fails), 1, [finding["row"] for finding in fails])
        self.assertGreater(fails[0]["count"], 4000)

    def test_no_created_at(self):
        findings = self.find("NoCreatedAt", "--depth", "smoke")
        self.assert_finding(findings[0], "resp-required-fields", "resp-required-fields")
        self.assertIn("created_at", findings[0]["where"] + findings[0]["actual"])
        self.assert_seen_again(findings[0])

    def test_lower_case_models_are_accepted(self):
        findings = self.find("LowerCaseModels", "--include", "enum-*")
        # It is seen twice: such a value is accepted, and it comes back.
        self.assertLessEqual({"enum-case-variants", "resp-data-models-enum"},
                             {finding["row"] for finding in findings})
        finding = next(one for one in findings if one["row"] == "enum-case-variants")
        self.assert_finding(finding, "enum-case-variants", "expectation", "warn")
        self.assertIn("data_models", finding["where"])
        self.assert_seen_again(finding)
        self.assert_curl_does_it(finding, 200)

    def test_one_pair_is_refused(self):
        findings = self.find("RefusesOnePair", "--include", "valid-*")
        self.assert_finding(findings[0], "valid-", "expectation")
        for finding in findings:
            self.assertIn("CRM_TASKS", finding["request"]["body"])
            self.assertIn("SYNC_COMPLETED", finding["request"]["body"])
        self.assert_seen_again(findings[0])
        self.assert_curl_does_it(findings[0], 422)

    def test_null_crashes_it(self):
        findings = self.find("CrashesOnNull", "--include", "struct-*", "--include", "type-*")
        self.assert_finding(findings[0], "(struct|type)-", "expectation")
        self.assertRegex(findings[0]["request"]["body"], r'"webhook"\s*:\s*null')
        self.assertIn("500", findings[0]["actual"])
        self.assert_seen_again(findings[0])

    def test_no_key_is_needed(self):
        findings = self.find("NoKeyNeeded", "--include", "auth-*")
        rows = {finding["row"] for finding in findings if finding["verdict"] == "fail"}
        self.assertIn("auth-missing", rows)
        finding = next(one for one in findings if one["row"] == "auth-missing")
        self.assert_finding(finding, "auth-missing", "expectation")
        self.assert_seen_again(finding)

    def test_it_hangs_on_an_empty_name(self):
        findings = self.find("HangsOnEmptyName", "--include", "string-name-*", "--timeout", "1",
                             "--depth", "smoke")
        self.assertEqual(findings[0]["verdict"], "fail")
        self.assertIsNone(findings[0]["response"])
        self.assertIn('"name":""', findings[0]["request"]["body"])
        self.assertRegex(findings[0]["end"], SENTENCE)
        self.assertIn("--timeout 1", findings[0]["replay"])
        self.assert_seen_again(findings[0])

    def test_errors_in_html_are_a_warning(self):
        warnings = self.find("HtmlErrors", "--depth", "smoke", "--include", "enum-*", code=0)
        self.assert_finding(warnings[0], "resp-error-json", "resp-error-json", "warn")
        self.assertRegex(self.text, r"\nconformant: .*, with warnings\n\Z")
        self.assertIn("text/html", warnings[0]["actual"])
        self.assertNotIn("\x1b", self.text)
        self.assert_seen_again(warnings[0])

    def test_errors_in_html_fail_when_strict(self):
        findings = self.find("HtmlErrors", "--depth", "smoke", "--include", "enum-*", "--strict")
        self.assert_finding(findings[0], "resp-error-json", "resp-error-json")
        self.assertIn("--strict", findings[0]["replay"])
        self.assert_seen_again(findings[0])

    def test_what_fails_only_sometimes_is_said_to(self):
        findings = self.find("FailsEveryThird", "--depth", "smoke", "--include", "valid-triples-*",
                             "--connections", "1")
        self.assertTrue(findings[0]["flaky"], findings[0])
        self.assertIn("not every time", self.text)

    def test_a_target_that_asks_to_come_back_later_is_waited_for(self):
        self.server = little("BusyAtFirst")
        self.addCleanup(self.server.stop)
        result = self.run_against(self.server.url, "--depth", "smoke", "--include",
                                  "valid-doc-example", "--include", "enum-type-unknown",
                                  "--connections", "1")
        self.assert_code(result, 0)
        self.assertEqual(self.report()["totals"]["inconclusive"], 0)
        self.assertGreaterEqual(result.seconds, 1)

    def test_a_path_of_its_own_is_in_the_replay_line(self):
        # Every path but the documented one is refused: all cases fail, and so does their replay.
        self.server = little("Correct")
        self.addCleanup(self.server.stop)
        result = self.run_against(f"{self.server.url}/it's/elsewhere", "--seed", "5", "-H",
                                  "X-Tenant: it's 7", "--include", "valid-doc-example")
        self.assert_code(result, 1)
        self.text = result.out
        finding = next(one for one in self.report()["findings"] if one["check"] == "expectation")
        self.assertIn("--seed 5", finding["replay"])
        line = finding["replay"].replace("hookproof", f"'{support.BINARY}'", 1)
        shell = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60,
                               env=support.environment(HOOKPROOF_API_KEY=support.KEY))
        self.assertEqual(shell.returncode, 1, f"{line}\n{shell.stderr}")
        self.assertIn("FAILED expectation\n", shell.stdout)
        self.assertIn("404", shell.stdout)

    def test_a_journal_gives_the_report_of_its_run(self):
        self.find("NoCreatedAt", "--depth", "smoke", "--include", "valid-*")
        again = self.folder / "again.json"
        self.assert_code(hookproof("report", self.out / "journal.ndjson", "--report",
                                   f"json={again}"), 1)
        self.assertEqual(again.read_bytes(), (self.out / "report.json").read_bytes())

    def test_findings_lie_in_files_of_their_own(self):
        findings = self.find("NoCreatedAt", "--depth", "smoke", "--include", "valid-*")
        for finding in findings:
            place = self.out / "findings" / finding["fingerprint"]
            body = place.with_suffix(".body").read_bytes()
            # The smallest body that was found: that of the case, or one shrunk from it.
            self.assertLessEqual(len(body), finding["request"]["body_bytes"])
            json.loads(body)
            file = json.loads(place.with_suffix(".json").read_text())
            self.assertEqual(file["case"], finding["minimal_case"])
            self.assertEqual(file["replay"], finding["replay"])
            self.assertEqual(file["schema"], "hookproof-finding/1")


if __name__ == "__main__":
    support.main()
