"""Settings decide what is expected, never what is sent; reports say by which rules they judge."""
import json
import re
import shlex
import sys

import support
from support import HERE, hookproof

PROFILES = ("doc", "lenient", "strict", "sibling", "hardened")


def own(variant, *more):
    """A server that decides an open point in its own way."""
    command = [sys.executable, str(HERE / "profile_server.py"), variant, *map(str, more)]
    return support.Server(command, r"^(\d+)$")


def failing(report):
    return {finding["check"] for finding in report["findings"] if finding["verdict"] == "fail"}


class Judging(support.Case):
    """Each server fails under doc, and passes once its decision is known."""

    def judge(self, url, *options):
        result = self.run_against(url, "--depth", "smoke", "--include", "valid-*", "--include",
                                  "struct-*", "--include", "enum-case-variants", *options)
        return result, self.report()

    def decided(self, variant, check, *settings):
        options = [word for setting in settings for word in ("--set", setting)]
        with own(variant) as server:
            result, report = self.judge(server.url)
            self.assert_code(result, 1)
            self.assertIn(check, failing(report))
            result, report = self.judge(server.url, *options)
            self.assert_code(result, 0)
            self.assertEqual(report["totals"]["warn"], 0, result.out)
            self.assertEqual(report["totals"]["inconclusive"], 0, result.out)

    def test_an_envelope(self):
        self.decided("Enveloped", "resp-root-flat-object", "response.envelope=data")

    def test_either_place(self):
        self.decided("Enveloped", "resp-root-flat-object", "response.envelope=none+data")

    def test_an_envelope_in_an_envelope(self):
        self.decided("EnvelopedTwice", "resp-root-flat-object", "response.envelope=data.data")

    def test_201(self):
        self.decided("Created", "resp-status-200", "status.created=201")

    def test_201_or_200(self):
        self.decided("Created", "resp-status-200", "status.created=200+201")

    def test_hidden_headers(self):
        self.decided("Masked", "resp-echo-headers", "headers.echo=masked")

    def test_a_correct_server_fails_when_another_decision_is_asked_for(self):
        for setting, check in (("status.created=201", "resp-status-200"),
                               ("response.envelope=data", "resp-root-flat-object")):
            with support.little("Correct") as server:
                result, report = self.judge(server.url, "--set", setting)
            self.assert_code(result, 1)
            self.assertEqual(failing(report), {check})

    def test_any_letter_case(self):
        with own("AnyCase") as server:
            _, report = self.judge(server.url)
            self.assertEqual(report["totals"]["fail"], 0)
            self.assertIn("enum-case-variants", {f["row"] for f in report["findings"]})
            result, report = self.judge(server.url, "--set", "enum.case=canonicalise", "--strict")
            self.assert_code(result, 0)
            self.assertEqual(report["totals"]["fail"], 0)

    def test_the_ids_in_an_envelope_are_in_the_ledger(self):
        with own("EnvelopedTwice") as server:
            _, report = self.judge(server.url)
        ledger = (self.out / "created-webhooks.ndjson").read_text().splitlines()
        self.assertGreater(len(ledger), report["totals"]["pass"])
        self.assertRegex(json.loads(ledger[0])["id"], r"\A[A-Za-z0-9]{20}\Z")

    def test_a_file_holds_all_of_a_service_s_decisions(self):
        path = self.folder / "unlike.json"
        path.write_text(json.dumps({
            "schema": "hookproof-profile/1", "base": "doc",
            "settings": {"response.envelope": "data", "status.created": "201",
                         "headers.echo": "masked", "status.invalid": "400"}}))
        with own("Unlike") as server:
            result, report = self.judge(server.url)
            self.assert_code(result, 1)
            result, report = self.judge(server.url, "--profile", path, "--strict")
            self.assert_code(result, 0)
            self.assertEqual(report["profile"], str(path))
            self.assertEqual(report["profile_base"], "doc")
            self.assertEqual([(s["key"], s["value"], s["profile_value"])
                              for s in report["settings"]],
                             [("status.invalid", "400", "4xx"), ("headers.echo", "masked", "clear"),
                              ("response.envelope", "data", "none"),
                              ("status.created", "201", "200")])
            # What is set by hand goes over the file.
            result, report = self.judge(server.url, "--profile", path, "--set",
                                        "status.created=200")
            self.assert_code(result, 1)
            self.assertEqual(failing(report), {"resp-status-200"})


class Sending(support.Case):
    """What is sent does not depend on how it is judged."""

    def test_the_plan_is_the_same(self):
        plans = {hookproof("run", "--dry-run", "--profile", profile, *more).out
                 for profile in PROFILES
                 for more in ((), ("--set", "limits.array=2", "--set", "required=none"))}
        self.assertEqual(len(plans), 1, plans)
        self.assertRegex(plans.pop(), r"^plan [0-9a-f]{16}: \d+ cases")

    def test_the_bytes_are_the_same_in_the_same_order(self):
        got = []
        for profile in PROFILES:
            path = self.folder / profile
            with own("Recording", path) as server:
                result = self.run_against(
                    server.url, "--profile", profile, "--set", "limits.name.max=100", "--depth",
                    "smoke", "--connections", "1", "--retries", "0", "--no-shrink", "--include",
                    "valid-*", "--include", "struct-*", "--include", "string-*", "--exclude",
                    "*huge*")
                self.assertIn(result.code, (0, 1), str(result))
            got.append(path.read_text())
        self.assertGreater(got[0].count("\n"), 150)
        self.assertEqual(len(set(got)), 1)

    def test_show_prints_the_same_request_and_another_expectation(self):
        case = "string-bom-utf8@#mark~DATA_MODEL_CHANGES.CREATE.ACCOUNTS"
        listed = hookproof("list", "cases", "--include", "string-bom-utf8", "--depth", "smoke")
        case = listed.out.splitlines()[0] if listed.out else case
        plain = hookproof("show", case).out
        changed = hookproof("show", case, "--set", "bom=reject").out
        self.assertEqual(plain.split("\n\n", 1)[1], changed.split("\n\n", 1)[1])
        self.assertIn("expectation accept-200-or-4xx", plain)
        self.assertIn("expectation reject-4xx", changed)
        self.assertIn("SILENT S50, by the setting bom=reject (by default accept-200-or-4xx, MAY)",
                      changed)


class Reporting(support.Case):
    """Which rules were in force is in the journal and in every report made from it."""

    def run_builtin(self, *options):
        # It takes unknown members, passes them over and hides nothing.
        return hookproof("run", "builtin", "--out", self.out, "--report", "text", "--report",
                         "json", "--depth", "smoke", "--include", "struct-unknown-*", *options)

    def test_the_profile_alone(self):
        result = self.run_builtin("--profile", "hardened")
        self.assertIn("  profile hardened  depth smoke", result.out.splitlines()[0])
        self.assertNotIn("settings ", result.out.splitlines()[1])
        self.assertEqual(self.report()["settings"], [])
        self.assertEqual(self.journal().start["settings"], [])

    def test_the_settings_that_differ(self):
        result = self.run_builtin("--profile", "strict", "--set", "bom=either", "--set",
                                  "limits.name.max=300", "--set", "auth.challenge=require")
        want = [{"key": "limits.name.max", "value": "300", "profile_value": "unset"},
                {"key": "bom", "value": "either", "profile_value": "reject"}]
        self.assertEqual(self.report()["settings"], want)
        self.assertEqual(self.report()["profile"], "strict")
        self.assertEqual(self.journal().start["settings"], want)
        self.assertEqual(result.out.splitlines()[1],
                         "settings limits.name.max=300 (unset), bom=either (reject)")

    def test_the_page_has_them_as_text(self):
        path = self.folder / "<b>&.json"
        path.write_text('{"schema":"hookproof-profile/1","settings":{"bom":"reject"}}')
        self.run_builtin("--profile", path, "--set", "limits.array=50", "--report", "html")
        page = (self.out / "report.html").read_text()
        self.assertIn("/&lt;b&gt;&amp;.json (doc)", page)
        self.assertIn("settings limits.array=50 (1000), bom=reject (either)", page)

    def test_a_report_from_the_journal_says_the_same(self):
        self.run_builtin("--profile", "lenient", "--set", "bom=reject")
        first = self.report()
        again = hookproof("report", self.out / "journal.ndjson", "--report", "json=-")
        self.assertEqual(json.loads(again.out)["settings"], first["settings"])
        self.assertEqual(json.loads(again.out)["rows"], first["rows"])

    def test_lenient_makes_notes_of_warnings(self):
        row = "struct-unknown-root-member"
        for profile, verdict, code in (("doc", "warn", 0), ("lenient", "note", 0),
                                       ("strict", "fail", 1)):
            result = self.run_builtin("--profile", profile, "--set", "unknown_members=reject",
                                      "--no-shrink")
            report = self.report()
            self.assert_code(result, code)
            rows = {entry["id"]: entry for entry in report["rows"]}
            self.assertEqual(rows[row][verdict], rows[row]["cases"])
            self.assertEqual(report["totals"][verdict], report["totals"]["cases"])
            self.assertEqual({f["verdict"] for f in report["findings"] if f["row"] == row},
                             {verdict})

    def test_a_run_goes_on_under_its_own_rules_only(self):
        self.run_builtin("--set", "bom=reject")
        other = self.run_builtin("--resume")
        self.assert_code(other, 2)
        self.assertIn("another profile or has other settings", other.err)
        self.assert_code(self.run_builtin("--resume", "--set", "bom=reject"), 0)

    def test_the_replay_line_judges_by_the_same_rules(self):
        self.run_builtin("--profile", "sibling", "--set", "unknown_members=reject", "--strict",
                         "--no-shrink")
        finding = next(f for f in self.report()["findings"]
                       if f["row"] == "struct-unknown-root-member")
        words = shlex.split(finding["replay"])
        self.assertEqual(words[:2], ["hookproof", "replay"])
        for option in ("--profile sibling", "--set unknown_members=reject", "--strict"):
            self.assertIn(option, " ".join(words))
        again = hookproof(*words[1:])
        self.assert_code(again, 1)
        self.assertIn("FAILED expectation", again.out)
        self.assertIn("SHOULD, SILENT S31", again.out)
        # By default the same answer is fine.
        self.assert_code(hookproof("replay", words[2]), 0)


class Listing(support.Case):
    def settings(self):
        return json.loads(hookproof("list", "settings", "--json").out)

    def test_every_key_of_the_decisions_is_there_with_its_default(self):
        listed = {item["id"]: item for item in self.settings()}
        text = (support.SOURCE / "docs" / "decisions.md").read_text()
        found = set()
        for clause, cell in re.findall(r"^\| (S\d\d) \|.*\| ([^|]+) \|$", text, re.MULTILINE):
            without_others = re.sub(r" \([^)]*\)|, i\.e\. .*", "", cell)
            for names, value in re.findall(
                    r"([a-z_.]+(?:, [a-z_.]+)*) = (.*?)(?=, [a-z_.]+ = |; |$)", without_others):
                for name in names.split(", "):
                    found.add(name)
                    self.assertEqual(listed[name]["clause"], clause, name)
                    self.assertEqual(listed[name]["default"], value.replace(" ", ""), name)
        self.assertEqual(found, set(listed))

    def test_the_reference_has_every_key_default_and_alternative(self):
        text = (support.SOURCE / "docs" / "profiles.md").read_text()
        table = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| (.*?) \| (S\d\d) \| (.*) \|$", text,
                           re.MULTILINE)
        listed = [(item["id"], item["default"], item["alternatives"], item["clause"])
                  for item in self.settings()]
        written = [(key, value, others.replace("`", "").replace("\\|", "|").replace(" / ", " | "),
                    clause) for key, value, others, clause, _ in table]
        self.assertEqual(written, listed)

    def test_the_reference_has_every_profile(self):
        text = (support.SOURCE / "docs" / "profiles.md").read_text()
        listed = json.loads(hookproof("list", "profiles", "--json").out)
        self.assertEqual([item["id"] for item in listed], list(PROFILES))
        for item in listed:
            self.assertRegex(text, rf"(?m)^\| `{item['id']}` \|")
            for setting in item["settings"].split():
                self.assertIn(f"`{setting}`", text)

    def test_text_has_a_line_for_each(self):
        out = hookproof("list", "settings").out
        self.assertEqual(out.count("\n"), len(self.settings()))
        self.assertRegex(out, r"(?m)^status\.created +200  201 \| 200\+201  S44  ")


class Refusing(support.Case):
    def refused(self, *args, says):
        self.assert_one_sentence(hookproof("run", *args, cwd=self.folder), 2, says)
        self.assertEqual(list(self.folder.glob("hookproof-report*")), [])

    def test_an_unknown_key_names_the_nearest(self):
        self.refused("--set", "status.creatd=201", says="did you mean status.created")

    def test_an_unknown_value_names_the_choices(self):
        self.refused("--set", "status.created=204", says=r"200 \| 201 \| 200\+201")

    def test_a_hook_that_is_not_there(self):
        self.refused("--set", "url.sink=http://127.0.0.1:9", says="no such hook")

    def test_an_unknown_profile_names_the_nearest(self):
        self.refused("--profile", "hardend", says="did you mean hardened")

    def test_a_file_that_is_no_profile(self):
        path = self.folder / "p.json"
        path.write_text('{"schema":"hookproof-profile/1","settings":{"bom":"reject",}}')
        self.refused("--profile", path, says=r"p\.json: not JSON: offset \d+")


if __name__ == "__main__":
    support.main()
