"""Findings that a person can act on: one cause for one defect, its smallest request, what passes
nearly the same way; known findings, replays of a whole report, and cases of the user's own.

usage: test_findings.py HOOKPROOF
"""
import datetime
import json
import re
import shlex
import subprocess
import sys

import support
from support import hookproof, little

# Rows that take seconds by design say nothing about causes.
SMOKE = ("--depth", "smoke", "--exclude", "slow-*", "--exclude", "size-*", "--exclude", "frame-*")
CAUSES_MAX = 12


def worse(variant):
    return support.Server([sys.executable, str(support.HERE / "worse_server.py"), variant],
                          r"^(\d+)$")


def day(offset=0):
    now = datetime.datetime.now(datetime.timezone.utc)
    return (now + datetime.timedelta(days=offset)).strftime("%Y-%m-%d")


class Findings(support.Case):
    def find(self, server, *args, code=1, limit_s=120):
        """Runs against a server, which stays up; the report, its causes by their top finding."""
        self.server = server
        self.addCleanup(server.stop)
        self.result = self.run_against(server.url, *args, limit_s=limit_s)
        self.assert_code(self.result, code)
        report = self.report()
        self.findings = {one["fingerprint"]: one for one in report["findings"]}
        self.tops = [one for one in report["findings"] if one["verdict"] != "note" and
                     one["cause"] == one["fingerprint"]]
        self.assertEqual(report["causes"], len(self.tops))
        return report

    def cards(self):
        """Rows of the text report's cards, in their order."""
        return re.findall(r"^(?:fail|warn) (\S+)  ", self.result.out, re.M)


# Server, arguments of the run, how the first card begins, what its cause says.
DEFECTS = (
    (little, "Status201", SMOKE, r"resp-status-200", None),
    (little, "NoCreatedAt", SMOKE, r"resp-required-fields", None),
    # Taking another spelling is a SHOULD; answering with an undocumented value is a MUST, and nothing
    # hides behind what is milder than itself.
    (little, "LowerCaseModels", ("--include", "enum-[cu]*"), r"resp-data-models-enum",
     r"wrong values are accepted at /webhook/data_models"),
    (little, "RefusesOnePair", ("--include", "valid-*"), r"valid-operation-subsets",
     r"a plain valid request with SYNC_COMPLETED.CREATE.CRM_TASKS is answered with 422"),
    (little, "CrashesOnNull", SMOKE, r"struct-wrapper-not-object", None),
    (little, "NoKeyNeeded", SMOKE, r"auth-missing", r"requests without the right key are accepted"),
    (little, "HangsOnEmptyName", SMOKE + ("--timeout", "1"), r"string-name-empty", None),
    (little, "HtmlErrors", SMOKE, r"resp-error-json", None),
    (worse, "AnyModel", SMOKE, r"enum-data-model-unknown",
     r"wrong values are accepted at /webhook/data_models"),
    (worse, "NoValidation", SMOKE, r"enum-\S+-unknown", r"wrong values are accepted in many places"),
    (worse, "NothingHere", SMOKE, r"valid-operation-subsets",
     r"even the plainest valid requests are answered with 404"),
    (worse, "CrashesOnAnythingWrong", SMOKE, r"enum-\S+-unknown",
     r"the server fails with a 5xx in many places"),
    (worse, "OldModels", SMOKE, r"valid-operation-subsets", r"a plain valid request with \S+ is answered with 422"),
    (worse, "LaxJson", SMOKE, r"json-", r"text that is not JSON is accepted"),
    (worse, "NullFields", SMOKE, r"resp-required-fields", None),
    (worse, "Static", SMOKE, r"resp-required-fields", None),
)


class Causes(Findings):
    def test_a_correct_server_has_none(self):
        report = self.find(little("Correct"), *SMOKE, code=0)
        self.assertEqual(report["causes"], 0)
        self.assertEqual(self.cards(), [])


def cause_test(start, variant, args, row, title):
    def test(self):
        verdicts = self.find(start(variant), *args, code=0 if variant in ("HtmlErrors", "LaxJson")
                             else 1)["totals"]
        self.assertGreater(verdicts["fail"] + verdicts["warn"], 0)
        cards = self.cards()
        self.assertLessEqual(len(cards), CAUSES_MAX, cards)
        self.assertEqual(len(cards), len(self.tops))
        self.assertRegex(cards[0], rf"\A(?:{row})")
        if title is not None:
            self.assertRegex(self.result.out, rf"\n    cause     {title}\n")
        # Each finding is under exactly one cause, and the report says so from both ends.
        hidden = set()
        for one in self.findings.values():
            for other in one.get("hides", []):
                self.assertEqual(self.findings[other]["cause"], one["fingerprint"])
                self.assertNotIn(other, hidden)
                hidden.add(other)
        shown = [one for one in self.findings.values() if one["verdict"] != "note"]
        self.assertEqual(len(hidden) + len(self.tops), len(shown))
    return test


for defect in DEFECTS:
    setattr(Causes, f"test_{defect[1]}", cause_test(*defect))


class Shrinking(Findings):
    def test_the_smallest_case_is_the_plainest_that_fails(self):
        self.find(little("RefusesOnePair"), "--include", "valid-*")
        combos = {one["minimal_case"].rsplit("~", 1)[1] for one in self.findings.values()
                  if one["verdict"] == "fail"}
        self.assertEqual(combos, {"SYNC_COMPLETED.CREATE.CRM_TASKS"})
        top = self.tops[0]
        self.assertEqual(top["nearest_pass"]["difference"],
                         'passes with data_models ["ACCOUNTS"]; fails with ["CRM_TASKS"]')
        passing = hookproof("replay", top["nearest_pass"]["case"], self.server.url, key=support.KEY)
        self.assert_code(passing, 0)
        self.assertGreater(top["shrunk"], 0)

    def test_a_smaller_body_than_any_case_is_kept_and_sent_again(self):
        """A bulky case of the user's own, of which one data model is all that matters."""
        webhook = {"operations": ["CREATE", "UPDATE"], "name": "n" * 300, "type": "SYNC_COMPLETED",
                   "data_models": ["NO_MODEL"], "url": "https://example.com/x",
                   "headers": {f"x-{i}": "v" * 50 for i in range(20)}, "extra": list(range(50))}
        cases = self.folder / "cases.json"
        cases.write_text(json.dumps({"schema": "hookproof-cases/1", "cases": [{
            "id": "my-bulk", "title": "An unknown data model is refused", "level": "MUST",
            "expect": "reject-4xx", "request": {"body": {"webhook": webhook}}}]}))
        self.find(worse("AnyModel"), "--cases", cases, "--include", "my-bulk")
        top = next(one for one in self.findings.values() if one["row"] == "my-bulk")
        small = top["minimal_request"]
        self.assertLess(small["body_bytes"], top["request"]["body_bytes"] / 3)
        # No more wrong than it was: what the contract requires is there, and what fails.
        left = json.loads(small["body"])["webhook"]
        self.assertEqual(left, {"name": "x", "type": "SYNC_COMPLETED", "data_models": ["NO_MODEL"],
                                "url": "https://example.com/x"})
        body = self.out / "findings" / f"{top['fingerprint']}.body"
        self.assertEqual(body.read_bytes(), small["body"].encode())
        self.assertIn(small["body"], self.result.out)
        # The printed line names the finding's file, and sends those bytes.
        words = shlex.split(top["replay"])
        self.assertEqual(words[:3], ["hookproof", "replay", str(body.with_suffix(".json"))])
        again = hookproof(*words[1:], key=support.KEY)
        self.assert_code(again, 1)
        self.assertIn("FAILED expectation\n", again.out)
        shell = subprocess.run(["bash", "-c", top["curl"]], capture_output=True, timeout=30,
                               env=support.environment(HOOKPROOF_API_KEY=support.KEY))
        self.assertIn(b"HTTP/1.1 200 ", shell.stdout)
        self.assertIn(b"NO_MODEL", shell.stdout)
        whole = hookproof("replay", self.out / "report.json", "--cases", cases, key=support.KEY)
        self.assert_code(whole, 1)
        # Those bytes and no others: this server refuses an empty object.
        for file, find in ((body.with_suffix(".json"), lambda root: root),
                           (self.out / "report.json", lambda root: next(
                               one for one in root["findings"] if one["row"] == "my-bulk"))):
            root = json.loads(file.read_text())
            find(root)["minimal_request"]["body"] = "{}"
            root["findings"] = [find(root)] if "findings" in root else None
            changed = self.folder / "changed.json"
            changed.write_text(json.dumps(root))
            fixed = hookproof("replay", changed, "--cases", cases, key=support.KEY)
            self.assertNotIn("FAILED", fixed.out)
            self.assertRegex(fixed.out, r"(?m)^FIXED +(expectation|my-bulk)\b")

    def test_what_fails_only_sometimes_is_not_shrunk(self):
        self.find(little("FailsEveryThird"), *SMOKE, "--include", "valid-triples-*",
                  "--connections", "1")
        flaky = [one for one in self.findings.values() if one["flaky"]]
        self.assertGreater(len(flaky), 0)
        self.assertTrue(all("shrunk" not in one for one in flaky))

    def test_nothing_is_sent_after_the_plan_when_it_is_not_wanted(self):
        self.find(little("RefusesOnePair"), "--include", "valid-operation-subsets", "--no-shrink")
        self.assertTrue(all("shrunk" not in one for one in self.findings.values()))
        kinds = {line["kind"] for line in self.journal().lines}
        self.assertNotIn("shrunk", kinds)

    def test_the_journal_gives_the_same_report(self):
        self.find(little("LowerCaseModels"), "--include", "enum-[cu]*")
        again = self.folder / "again.json"
        self.assert_code(hookproof("report", self.out / "journal.ndjson", "--report",
                                   f"json={again}"), 1)
        self.assertEqual(json.loads(again.read_text()), self.report())

    def test_every_webhook_made_on_the_way_is_in_the_ledger(self):
        self.find(little("LowerCaseModels"), "--include", "enum-case-variants")
        ledger = (self.out / "created-webhooks.ndjson").read_text().splitlines()
        cases = {json.loads(line)["case"] for line in ledger}
        top = self.tops[0]
        self.assertIn(top["minimal_case"], cases)
        self.assertIn(top["nearest_pass"]["case"], cases)

    def test_a_resumed_run_does_not_shrink_twice(self):
        def shrunk():
            return [line for line in self.journal().lines
                    if line["kind"] == "shrunk" and "record" in line]
        self.find(little("RefusesOnePair"), "--include", "valid-operation-subsets")
        before = shrunk()
        self.assertGreater(len(before), 0)
        result = self.run_against(self.server.url, "--include", "valid-operation-subsets",
                                  "--resume")
        self.assert_code(result, 1)
        self.assertEqual(shrunk(), before)

    def test_rate_and_time_hold_while_shrinking(self):
        """Nine cases and what goes with them take over two seconds, shrinking over four more."""
        report = self.find(worse("OldModels"), "--include", "valid-data-models-all", "--rate",
                           "5/s", "--time", "3", "--retries", "0")
        self.assertLess(self.result.seconds, 5)
        self.assertEqual(report["outcome"], "nonconformant")

    def test_in_process_too(self):
        cases = self.folder / "cases.json"
        cases.write_text(json.dumps({"schema": "hookproof-cases/1", "cases": [{
            "id": "my-claim", "title": "A claim that does not hold", "level": "MUST",
            "expect": "accept-200", "request": {"body": {"webhook": {}}}}]}))
        result = hookproof("run", "--cases", cases, "--include", "my-claim", "--out", self.out,
                           "--report", "json", "-q")
        self.assert_code(result, 1)
        finding = self.report()["findings"][0]
        self.assertGreater(finding["shrunk"], 0)
        self.assertIn("nearest_pass", finding)


class Replays(Findings):
    def replay(self, *args):
        return hookproof("replay", self.out / "report.json", *args, key=support.KEY)

    def test_a_whole_report_is_sent_again(self):
        self.find(little("LowerCaseModels"), "--include", "enum-[cu]*", "--seed", "5")
        failing = self.replay()
        self.assert_code(failing, 1)
        lines = failing.out.splitlines()
        shown = [one for one in self.findings.values() if one["verdict"] != "note"]
        self.assertEqual(len(lines), len(shown) + 1)
        self.assertTrue(all(line.startswith("FAILED ") for line in lines[:-1]), failing.out)
        self.assertRegex(lines[-1], rf"\A{len(shown)} findings: 0 fixed, {len(shown)} failed, 0 err")
        record = self.folder / "requests"
        with little("Recorder", record) as good:
            fixed = self.replay(good.url)
        self.assert_code(fixed, 0)
        # By the seed of the run, the very bytes.
        sent = [json.loads(line)["body"].encode("latin-1").decode()
                for line in record.read_text().splitlines()]
        self.assertEqual(sent, [one["request"]["body"] for one in shown])
        self.assertRegex(fixed.out, rf"\n{len(shown)} findings: {len(shown)} fixed, 0 failed, 0 err")
        self.server.stop()
        nobody = self.replay()
        self.assert_code(nobody, 3)
        self.assertRegex(nobody.out, rf"\n{len(shown)} findings: 0 fixed, 0 failed, {len(shown)} err")

    def test_only_some_are_fixed(self):
        self.find(worse("AnyModel"), "--include", "enum-[cu]*", "--include", "type-data-models-*",
                  *SMOKE)
        with little("LowerCaseModels") as half:
            result = self.replay(half.url)
        self.assert_code(result, 1)
        self.assertRegex(result.out, r"(?m)^FIXED ")
        self.assertRegex(result.out, r"(?m)^FAILED enum-case-variants ")

    def test_a_file_that_is_none(self):
        file = self.folder / "x.json"
        for text in ("{", "[]", '{"schema":"hookproof-report/2"}', '{"schema":"hookproof-report/1"}',
                     '{"schema":"hookproof-report/1","seed":1,"target":{"address":"builtin"},'
                     '"findings":[{"verdict":"fail"}]}'):
            file.write_text(text)
            result = hookproof("replay", file)
            self.assert_one_sentence(result, 2, re.escape(str(file)))


class Baselines(Findings):
    def run_known(self, *args, code):
        result = self.run_against(self.server.url, "--include", "valid-operation-subsets",
                                  "--baseline", self.file, *args)
        self.assert_code(result, code)
        return result

    def test_from_the_first_to_the_last_day(self):
        self.file = self.folder / "baseline.json"
        self.find(little("RefusesOnePair"), "--include", "valid-operation-subsets",
                  "--write-baseline", self.file)
        known = json.loads(self.file.read_text())
        self.assertEqual(known["schema"], "hookproof-baseline/1")
        self.assertEqual([one["until"] for one in known["findings"]], [day(90)])
        known["findings"][0]["reason"] = "ticket 7"
        self.file.write_text(json.dumps(known))

        result = self.run_known(code=0)
        self.assertIn("known     until " + day(90) + ": ticket 7", result.out)
        self.assertIn("1 known, 0 expired, 0 fixed", result.out)
        self.assertIn("none fails but for 1 known finding", result.out)
        report = self.report()
        self.assertEqual(report["findings"][0]["baseline"],
                         {"until": day(90), "reason": "ticket 7", "expired": False})
        self.assertNotIn("<failure", (self.out / "junit.xml").read_text())
        self.assertGreater(report["totals"]["fail"], 0)

        known["findings"][0]["until"] = day(0)
        self.file.write_text(json.dumps(known))
        self.run_known(code=0)

        known["findings"][0]["until"] = day(-1)
        self.file.write_text(json.dumps(known))
        result = self.run_known(code=1)
        self.assertIn("0 known, 1 expired, 0 fixed", result.out)
        self.assertIn("<failure", (self.out / "junit.xml").read_text())

        # Renewed: the reason stays.
        self.run_known("--write-baseline", self.file, code=1)
        known = json.loads(self.file.read_text())["findings"]
        self.assertEqual([(one["until"], one["reason"]) for one in known], [(day(90), "ticket 7")])

        again = hookproof("report", self.out / "journal.ndjson", "--baseline", self.file)
        self.assert_code(again, 0)
        self.assertIn("1 known, 0 expired", again.out)

    def test_what_is_gone_is_reported_as_fixed(self):
        self.file = self.folder / "baseline.json"
        self.file.write_text(json.dumps({"schema": "hookproof-baseline/1", "findings": [
            {"fingerprint": "0123456789abcdef", "until": day(9), "row": "valid-operation-subsets"},
            {"fingerprint": "1123456789abcdef", "until": day(9), "row": "auth-missing"}]}))
        self.server = little("Correct")
        self.addCleanup(self.server.stop)
        result = self.run_known("--write-baseline", self.file, code=0)
        self.assertIn("0 known, 0 expired, 1 fixed", result.out)
        self.assertIn("fixed   0123456789abcdef valid-operation-subsets", result.out)
        left = json.loads(self.file.read_text())["findings"]
        self.assertEqual([one["fingerprint"] for one in left], ["1123456789abcdef"])

    def test_known_failures_do_not_use_up_the_limit(self):
        self.file = self.folder / "baseline.json"
        self.find(little("RefusesOnePair"), "--include", "valid-operation-subsets",
                  "--write-baseline", self.file)
        result = self.run_known("--max-failures", "1", code=0)
        self.assertNotIn("stopped", result.out)

    def test_a_bad_file_stops_the_run_before_it_starts(self):
        file = self.folder / "baseline.json"
        file.write_text('{"schema":"hookproof-baseline/1",\n"findings":[{]}')
        result = hookproof("run", "--baseline", file, "--out", self.out)
        self.assert_one_sentence(result, 2, re.escape(f"{file}:2:14: want "))
        self.assertFalse(self.out.exists())


class Literals(Findings):
    CASES = {"schema": "hookproof-cases/1", "cases": [
        {"id": "my-null-name", "title": "A null name is refused", "level": "MUST",
         "expect": "reject-4xx", "clause": "TICKET-12", "request": {"body": {"webhook": {
             "operations": ["CREATE"], "name": None, "type": "SYNC_COMPLETED",
             "data_models": ["BILLS"], "url": "https://example.com/x"}}}},
        {"id": "my-keyless", "title": "No key, no webhook", "level": "SHOULD",
         "expect": "reject-401-403", "request": {"headers": {"api_key": None}, "body_text": "{}"}}]}

    def write(self, cases):
        self.file = self.folder / "cases.json"
        self.file.write_text(json.dumps(cases))
        return self.file

    def test_they_are_rows_like_any_other(self):
        self.write(self.CASES)
        listed = hookproof("list", "rows", "--cases", self.file)
        self.assertRegex(listed.out, r"(?m)^my-null-name +user +MUST +reject-4xx +TICKET-12 ")
        report = self.find(worse("NoValidation"), "--cases", self.file, "--include", "my-*")
        rows = {row["id"]: row for row in report["rows"]}
        self.assertEqual((rows["my-null-name"]["fail"], rows["my-keyless"]["pass"]), (1, 1))
        self.assertEqual(rows["my-null-name"]["family"], "user")
        words = shlex.split(self.findings[self.tops[0]["fingerprint"]]["replay"])
        self.assertIn(str(self.file), words)
        again = hookproof(*words[1:], key=support.KEY)
        self.assert_code(again, 1)
        # A report made from the journal needs the same file.
        journal = self.out / "journal.ndjson"
        self.assert_code(hookproof("report", journal, "--cases", self.file), 1)
        self.assertRegex(hookproof("report", journal).err, "unknown row \"my-")

    def test_the_second_judge_is_heard(self):
        cases = json.loads(json.dumps(self.CASES))
        cases["cases"][0]["expect"] = "accept-200"
        result = hookproof("run", "--cases", self.write(cases), "--include", "my-*", "--out",
                           self.out, "-q")
        self.assert_code(result, 1)
        self.assertRegex(result.err, r"my-null-name expects accept-200, but .*/webhook/name")

    def test_a_bad_file_stops_the_run_before_it_starts(self):
        cases = json.loads(json.dumps(self.CASES))
        cases["cases"][1]["id"] = "my-null-name"
        result = hookproof("run", "--cases", self.write(cases), "--out", self.out)
        self.assert_one_sentence(result, 2, r"case 2 \(my-null-name\): its id is taken")
        self.assertFalse(self.out.exists())


if __name__ == "__main__":
    support.main()
