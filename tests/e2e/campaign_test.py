"""What a campaign promises besides findings: a seed repeats it, a corpus is sent, reports show no plan."""
import json

import support
from support import hookproof

SAME = 320  # bodies that are compared: five rounds, of which all but the first depend on answers


class Campaign(support.Case):
    def fuzz(self, name, *args):
        out = self.folder / name
        result = hookproof("fuzz", "builtin", "--time", "2s", "--out", out, "--report", "text",
                           "--report", "json", "--report", "html", "--report", "markdown", *args)
        self.assert_code(result, 0)
        return out, result

    def ids(self, name, *args):
        """The cases of a campaign in the order in which they were made; an id has its body's hash."""
        out, _ = self.fuzz(name, *args)
        cases = sorted(support.Journal(out / "journal.ndjson").cases, key=lambda case: case["index"])
        self.assertGreater(len(cases), SAME)
        return [case["id"] for case in cases[:SAME]]

    def test_a_seed_repeats_its_campaign_whatever_the_connections(self):
        first = self.ids("first", "--seed", "9")
        self.assertEqual(self.ids("second", "--seed", "9", "--connections", "7"), first)
        other = self.ids("other", "--seed", "10")
        self.assertLess(len(set(first) & set(other)), SAME // 2)

    def test_reports_show_no_plan_and_no_family_without_a_case(self):
        out, result = self.fuzz("out")
        page = (out / "report.html").read_text()
        for text in (result.out, (out / "summary.md").read_text(), page):
            self.assertIn("fuzz", text)
            self.assertNotIn("framing", text)
        self.assertNotRegex(result.out, r"(?m)^\S+ +0 +0 ")
        self.assertNotRegex(page, r"\b0 cases|\b0 of 0\b")
        self.assertIn("a campaign: bodies made from the answers so far", page)
        report = json.loads((out / "report.json").read_text())
        self.assertIsNone(report["plan"])
        self.assertEqual(report["depth"], "fuzz")
        self.assertGreater(report["totals"]["cases"], 0)


    def test_the_last_line_says_what_the_corpus_holds(self):
        out, result = self.fuzz("out")
        told = support.re.search(r"the corpus (\S+) holds (\d+) bodies, (\d+) of them new\n$", result.err)
        self.assertTrue(told, result.err)
        self.assertEqual(told[1], str(out / "corpus"))
        self.assertEqual(int(told[2]), int(told[3]))
        self.assertEqual(int(told[2]), len(list((out / "corpus").iterdir())))


class Corpus(support.Case):
    BODIES = {"a-breaks": (b'{"webhook":7}', "fuzz-breaks"), "b-not-json": (b"\xff{", "fuzz-not-json"),
              "c-deep": (b"[" * 600 + b"]" * 600, "fuzz-valid")}

    def setUp(self):
        super().setUp()
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir()
        for name, (body, _) in self.BODIES.items():
            (self.corpus / name).write_bytes(body)

    def run_smoke(self, *args, out=None, target="builtin", key=None):
        return hookproof("run", target, "--depth", "smoke", "--corpus", self.corpus, "--out",
                         out or self.out, "--report", "text", "--report", "json", *args, key=key)

    def entries(self, out=None):
        """What was sent of the corpus, each with its row."""
        cases = support.Journal((out or self.out) / "journal.ndjson").cases
        return [{**case, "row": case["id"].split("@")[0]} for case in cases
                if case["id"].startswith("fuzz-")]

    def assert_all_entries(self, entries):
        self.assertEqual(sorted(case["row"] for case in entries),
                         sorted(row for _, row in self.BODIES.values()))
        self.assertEqual({case["verdict"] for case in entries}, {"pass"})

    def test_run_sends_each_entry_once_behind_the_plan_and_judges_it(self):
        self.assert_code(self.run_smoke(), 0)
        self.assert_all_entries(self.entries())
        plan = self.journal().start["plan_cases"]
        self.assertEqual(sorted(case["index"] for case in self.entries()), [plan, plan + 1, plan + 2])
        self.assertEqual(sorted(path.name for path in self.corpus.iterdir()), sorted(self.BODIES))

    def test_files_that_are_no_body_are_not_passed_over_in_silence(self):
        (self.corpus / "empty").write_bytes(b"")
        (self.corpus / "large").write_bytes(b"x" * 16385)
        result = self.run_smoke()
        self.assert_code(result, 0)
        self.assertIn("2 files of the corpus were left out: empty, over 16384 bytes", result.err)
        self.assert_all_entries(self.entries())

    def test_a_server_that_fails_on_an_entry_is_found_by_it(self):
        with support.Server([support.sys.executable, str(support.HERE / "fuzz_server.py"),
                             "CrashesOnDepth"], r"^(\d+)$") as server:
            result = self.run_smoke("--include", "valid-doc-example", "--retries", "0",
                                    target=server.url, key=support.KEY)
        self.assert_code(result, 1)
        failed = [case["row"] for case in self.entries() if case["verdict"] == "fail"]
        self.assertEqual(failed, ["fuzz-valid"], str(result))

    def test_shards_send_each_entry_once_together(self):
        entries = []
        for shard in ("1/2", "2/2"):
            out = self.folder / shard[0]
            self.assert_code(self.run_smoke("--shard", shard, out=out), 0)
            entries += self.entries(out)
        self.assert_all_entries(entries)
        merged = hookproof("report", self.folder / "1/journal.ndjson", self.folder / "2/journal.ndjson",
                           "--report", "json", "--out", self.folder)
        self.assert_code(merged, 0)
        report = json.loads((self.folder / "report.json").read_text())
        rows = {row["id"]: row for row in report["rows"]}
        self.assertEqual(sum(rows[row]["cases"] for _, row in self.BODIES.values()), len(self.BODIES))

    def test_a_campaign_or_a_corpus_is_not_resumed(self):
        self.assert_one_sentence(self.run_smoke("--resume"), 2, "--resume .* --corpus")
        refused = hookproof("fuzz", "builtin", "--resume", "--out", self.out)
        self.assert_one_sentence(refused, 2, "--resume")
        self.assertFalse(self.out.exists())

    def test_a_corpus_that_is_none_is_one_sentence(self):
        for path in self.corpus.iterdir():
            path.unlink()
        self.assert_one_sentence(self.run_smoke(), 2, "has no file of 1 to")
        self.corpus.rmdir()
        self.assert_one_sentence(self.run_smoke(), 2, "cannot read the corpus")


if __name__ == "__main__":
    support.main()
