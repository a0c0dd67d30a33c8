"""Servers that implement the operation: exit 0, and the books balance."""
import collections
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import support
from support import hookproof, little, serve

# Rows that need something of the user's own, which no option can name yet.
NEED_MORE = {"ssrf-public-name-private-ip", "ssrf-dns-rebinding", "ssrf-redirect",
             "state-tenant-isolation", "state-reject-is-atomic", "state-rate-limit",
             "sec-plaintext-http"}


def tally(cases):
    counts = collections.Counter(case["verdict"] for case in cases)
    return {"cases": len(cases), **{word: counts[word] for word in
            ("pass", "fail", "warn", "note", "inconclusive", "skipped")}}


class Builtin(support.Case):
    """One run of what a user gets without any option, and many questions about it."""

    @classmethod
    def setUpClass(cls):
        cls.root = pathlib.Path(tempfile.mkdtemp(prefix="hookproof-e2e-"))
        cls.result = hookproof("run", "--report", "text", "--report", "json", "--report", "junit",
                               cwd=cls.root)
        cls.place = cls.root / "hookproof-report"
        cls.report = json.loads((cls.place / "report.json").read_text())
        cls.journal = support.Journal(cls.place / "journal.ndjson")
        cls.rows = {row["id"]: row for row in cls.report["rows"]}

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.root, ignore_errors=True)

    def test_conforms(self):
        self.assert_code(self.result, 0)
        self.assertEqual(self.result.err, "")
        self.assertEqual(self.report["outcome"], "conformant")
        self.assertEqual(self.report["exit_code"], 0)
        self.assertEqual(self.report["totals"]["fail"], 0)
        self.assertEqual(self.report["totals"]["warn"], 0)
        self.assertEqual(self.report["totals"]["inconclusive"], 0)
        self.assertRegex(self.result.out, r"\nconformant: [\d,]+ cases judged, none fails\n\Z")

    def test_every_triple_was_judged(self):
        self.assertEqual(self.report["plan"]["coverage"]["triples"],
                         {"covered": 1302, "total": 1302})
        self.assertIn("1,302 of 1,302 triples", self.result.out)
        accepted = set()
        for case in self.journal.cases:
            if case["id"].startswith("valid-") and case["verdict"] in ("pass", "note") \
                    and case["status"] == 200:
                accepted.add(case["id"].rpartition("~")[2])
        types = ("DATA_MODEL_CHANGES", "CONNECTION_CHANGED", "SYNC_COMPLETED")
        sets = ("CREATE", "UPDATE", "DELETE", "CREATE+UPDATE", "CREATE+DELETE", "UPDATE+DELETE",
                "CREATE+UPDATE+DELETE")
        page = (support.SOURCE / "tests/e2e/little_server.py").read_text()
        models = page[page.index('MODELS = """') + 12:page.index('""".split()')].split()
        self.assertEqual(len(models), 62)
        wanted = {f"{kind}.{some}.{model}" for kind in types for some in sets for model in models}
        self.assertEqual(len(wanted), 1302)
        self.assertEqual(wanted - accepted, set())

    def test_every_row_was_judged(self):
        listed = json.loads(hookproof("list", "rows", "--json").out)
        self.assertGreater(len(listed), 130)
        families = {line.split()[0] for line in hookproof("list", "families").out.splitlines()}
        self.assertLessEqual({"valid", "json-syntax", "structure", "type-confusion", "enum",
                              "arrays", "auth", "method-path", "content-type-encoding"}, families)
        for entry in listed:
            row = self.rows[entry["id"]]
            judged = sum(row[word] for word in support.JUDGED)
            if row["observer"] or entry["id"] in NEED_MORE:
                continue
            if judged == 0:  # only what has no meaning without a network
                self.assertRegex(row.get("reason", ""), "network|in process", row)

    def test_totals_are_those_of_the_journal(self):
        counted = tally(self.journal.cases)
        totals = dict(self.report["totals"])
        self.assertEqual(totals.pop("sent"), self.journal.ends[0]["sent"])
        self.assertEqual(totals, counted)
        self.assertEqual(counted["cases"], self.report["plan"]["cases"])
        sent = sum(case["verdict"] != "skipped" for case in self.journal.cases)
        self.assertEqual(self.report["totals"]["sent"], sent + len(self.journal.canaries) + 2)

    def test_rows_are_those_of_the_journal(self):
        of_row = collections.defaultdict(list)
        for case in self.journal.cases:
            of_row[case["id"].partition("@")[0]].append(case)
        for name, cases in of_row.items():
            row = self.rows[name]
            self.assertEqual({word: row[word] for word in tally([])}, tally(cases), name)
        silent = [row for row in self.rows.values() if not row["observer"] and
                  row["cases"] and row["id"] not in of_row]
        self.assertEqual(silent, [])

    def test_every_case_has_an_id_and_an_index_of_its_own(self):
        self.assertEqual(len({case["id"] for case in self.journal.cases}), len(self.journal.cases))
        self.assertEqual(sorted(case["index"] for case in self.journal.cases),
                         list(range(len(self.journal.cases))))

    def test_no_requirement_is_broken(self):
        statuses = {entry["id"]: entry["status"] for entry in self.report["requirements"]}
        self.assertEqual(len(statuses), 53)
        self.assertNotIn("broken", statuses.values())
        self.assertNotIn("untested", statuses.values())

    def test_the_journal_gives_the_same_report(self):
        again = self.place / "again.json"
        result = hookproof("report", self.place / "journal.ndjson", "--report", f"json={again}",
                           "--report", f"junit={again}.xml")
        self.assert_code(result, 0)
        self.assertEqual(again.read_bytes(), (self.place / "report.json").read_bytes())
        self.assertEqual(pathlib.Path(f"{again}.xml").read_bytes(),
                         (self.place / "junit.xml").read_bytes())
        text = hookproof("report", self.place / "journal.ndjson", "--out", "hookproof-report")
        self.assertEqual(text.out, self.result.out)

    def test_a_second_run_is_the_same_but_for_its_times(self):
        hookproof("run", "--connections", "4", "-q", "--out", self.out, "--report", "json")
        second = json.loads((self.out / "report.json").read_text())
        for name in ("schema", "tool", "target", "profile", "depth", "seed", "plan", "outcome",
                     "outcome_reason", "exit_code", "rows", "requirements"):
            self.assertEqual(self.report[name], second[name], name)
        first, second = [[[finding[name] for name in ("fingerprint", "verdict", "row", "count",
                                                      "first_case", "minimal_case")]
                          for finding in report["findings"]] for report in (self.report, second)]
        self.assertEqual(first, second)


class OverHttp(support.Case):
    # What has no meaning in process, row by row and family by family.
    NETWORK = ("frame-", "slow-", "size-")
    KNOWN = {"valid-transfer-forms", "json-empty-body", "path-uri-too-long", "path-hostile"}

    def test_the_same_service_gets_the_same_verdicts(self):
        inside = self.folder / "inside"
        self.assert_code(hookproof("run", "-q", "--out", inside), 0)
        with serve() as server:
            self.assert_code(self.run_against(server.url, limit_s=90), 0)
            # The port was free to choose, and SIGTERM is a normal end.
            self.assertEqual(server.stop(), 0)
        first = support.Journal(inside / "journal.ndjson").verdicts()
        second = self.journal().verdicts()
        self.assertEqual(first.keys(), second.keys())
        not_carried = {name for name in first
                       if "skipped" in (first[name], second[name]) and first[name] != second[name]}
        different = {name: (first[name], second[name]) for name in first
                     if name not in not_carried and first[name] != second[name]}
        self.assertEqual(different, {})
        rows = {name.partition("@")[0] for name in not_carried}
        self.assertLessEqual({name for name in rows if not name.startswith(self.NETWORK)},
                             self.KNOWN)
        report = self.report()
        for row in report["rows"]:
            if not row["observer"] and row["id"] not in NEED_MORE and row["cases"]:
                self.assertGreater(sum(row[word] for word in support.JUDGED), 0, row)


class CorrectServers(support.Case):
    """Whoever does as the page says, in whatever style, is told nothing but notes."""

    def conforms(self, variant, *args):
        with little(variant) as server:
            result = self.run_against(server.url, *args, limit_s=90)
        totals = self.report()["totals"]
        self.assertEqual((totals["fail"], totals["warn"], totals["inconclusive"]), (0, 0, 0),
                         result.out)
        self.assert_code(result, 0)
        self.assertRegex(result.out, r"\nconformant: [\d,]+ cases judged, none fails\n\Z")

    def test_correct(self):
        self.conforms("Correct")

    def test_different(self):
        self.conforms("Different")

    def test_chunked(self):
        self.conforms("Chunked", "--depth", "smoke")

    def test_canonical(self):
        self.conforms("Canonical", "--depth", "smoke")


class Memory(support.Case):
    def peak_kib(self, *args):
        process = subprocess.Popen([support.BINARY, "run", "-q", "--out", str(self.out), *args],
                                   env=support.environment(), stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertIn(process.returncode, (0, 4))
        return usage.ru_maxrss

    def test_memory_does_not_grow_with_the_plan(self):
        if support.SANITIZED:
            return  # its own memory is many times the program's
        # Rows whose whole point is a body of many megabytes take what that body takes.
        ordinary = ("--exclude", "array-huge", "--exclude", "size-*")
        standard = self.peak_kib(*ordinary)
        self.assertLess(standard, 64 * 1024)
        full = self.peak_kib(*ordinary, "--depth", "full", "--time", "3")
        self.assertLess(full, standard * 1.1)


if __name__ == "__main__":
    support.main()
