"""However a run is cut, the report is the same: in shards, by being killed, by signals.

usage: merging_test.py HOOKPROOF
"""
import json
import random
import re
import signal
import time

import support
from support import hookproof, little, start

# What depends on the moment, and how much was sent in all: canaries go with each part.
MOMENT = ("latency_ms", "requests_per_second", "started_at", "duration_s")
SAME = ("rows", "requirements", "plan", "outcome", "outcome_reason", "exit_code", "seed", "profile",
        "depth", "causes")


# What this server makes up for each create, where a finding quotes it.
CHANGING = re.compile(r'"[A-Za-z0-9]{20}"|\d{4}-\d\d-\d\dT[0-9:.]+Z')


def counted(row):
    """Checks that compare exchanges of a run see each part of it alone: what they found is the same, not how
    often they looked."""
    looked = ("cases", "pass") if row["family"] == "stateful" else ()
    return {name: value for name, value in row.items() if name not in looked}


def load(path):
    return json.loads(path.read_text())


class Broken(support.Case):
    """A server with a defect that shows in several groups, on one address for all runs of a test."""

    ARGS = ("--include", "valid-triples-*", "--include", "enum-[cu]*", "--include", "auth-[mw]*",
            "--include", "type-*", "--no-shrink")

    def setUp(self):
        super().setUp()
        self.server = little("LowerCaseModels")
        self.addCleanup(self.server.stop)

    def command(self, out, *more):
        return ("run", self.server.url, *self.ARGS, "--out", out, *more)

    def whole(self):
        out = self.folder / "whole"
        self.code = hookproof(*self.command(out, "-q", "--report", "json"), key=support.KEY,
                              limit_s=120).code
        return load(out / "report.json")

    def assert_same(self, one, other):
        for name in SAME:
            if name != "rows":
                self.assertEqual(one[name], other[name], name)
        self.assertEqual([counted(row) for row in one["rows"]],
                         [counted(row) for row in other["rows"]])
        for totals in (one["totals"], other["totals"]):
            self.assertGreater(totals["cases"], 1000)
        self.assertEqual({**one["totals"], "sent": 0}, {**other["totals"], "sent": 0})
        # The commands name the folder of the run, and what came back has an id of its own.
        def bare(report):
            return [{name: CHANGING.sub("ID", value) if isinstance(value, str) else value
                     for name, value in finding.items()
                     if name not in ("curl", "replay", "response")} for finding in report["findings"]]
        self.assertEqual(bare(one), bare(other))


class Shards(Broken):
    def merged(self, shards):
        journals = []
        for shard in range(1, shards + 1):
            out = self.folder / f"{shards}-{shard}"
            more = ("--shard", f"{shard}/{shards}") if shards > 1 else ()
            hookproof(*self.command(out, "-q", *more), key=support.KEY, limit_s=120)
            journals.append(out / "journal.ndjson")
        random.Random(shards).shuffle(journals)
        report = self.folder / f"merged-{shards}.json"
        result = hookproof("report", *journals, "--report", f"json={report}")
        self.assert_code(result, self.code)
        ids = [case["id"] for path in journals for case in support.Journal(path).cases]
        self.assertEqual(len(ids), len(set(ids)))
        return load(report), set(ids)

    def test_one_two_and_seven_shards_are_one_run(self):
        whole = self.whole()
        ids = set(support.Journal(self.folder / "whole" / "journal.ndjson").verdicts())
        self.assertGreater(len([one for one in whole["findings"] if one["verdict"] != "note"]), 1)
        for shards in (1, 2, 7):
            with self.subTest(shards=shards):
                report, seen = self.merged(shards)
                self.assertEqual(seen, ids)
                self.assert_same(whole, report)


class Killed(Broken):
    KILLS = 10
    SEED = 20261124

    def kill_at(self, journal, size):
        """Starts or resumes the run, and kills it when its journal is so large. False: it was done before."""
        more = ("--resume",) if journal.exists() else ()
        process = start(*self.command(self.out, "-q", *more), key=support.KEY)
        while process.poll() is None and not (journal.exists() and
                                              journal.stat().st_size >= size):
            time.sleep(0.001)
        alive = process.poll() is None
        process.kill()
        process.communicate()
        return alive

    def test_killed_at_ten_moments_and_gone_on_with(self):
        whole = self.whole()
        size = (self.folder / "whole" / "journal.ndjson").stat().st_size
        chance = random.Random(self.SEED)
        moments = sorted(chance.randrange(size // 50, size * 9 // 10) for _ in range(self.KILLS))
        journal, killed = self.out / "journal.ndjson", 0
        for moment in moments:
            killed += self.kill_at(journal, moment)
            text = journal.read_bytes()
            if killed % 3 == 0:  # a line that is half written: none may count, nor hinder
                journal.write_bytes(text[:max(text.rstrip(b"\n").rfind(b"\n") + 1 + chance.randrange(1, 40), 1)])
        self.assertGreater(killed, self.KILLS / 2)
        result = hookproof(*self.command(self.out, "--resume", "-q", "--report", "json"),
                           key=support.KEY, limit_s=120)
        self.assert_code(result, self.code)
        self.assert_same(whole, self.report())
        ids = [case["id"] for case in self.journal().cases]
        self.assertEqual(len(ids), len(set(ids)))


class Waiting(support.Case):
    def test_a_case_that_waits_for_its_second_try_at_a_signal_is_sent_when_the_run_goes_on(self):
        """A server that says 429 with a minute's wait: the case is in no journal, and comes with --resume."""
        args = ("--include", "valid-operation-subsets", "--connections", "4", "-q")
        with little("BusyAtFirst") as server:
            process = start("run", server.url, "--out", self.out, *args, key=support.KEY)
            journal = self.out / "journal.ndjson"
            while not (journal.exists() and journal.stat().st_size > 0):
                time.sleep(0.001)
            time.sleep(0.3)  # within the second of 429
            process.send_signal(signal.SIGINT)
            result = support.ended(process, time.monotonic(), 20)
            self.assert_code(result, 4)
            first = self.journal()
            self.assertEqual([case for case in first.cases if case["status"] == 429], [])
            more = hookproof("run", server.url, "--out", self.out, *args, "--resume", key=support.KEY)
            self.assert_code(more, 0)
        ids = [case["id"] for case in self.journal().cases]
        self.assertEqual(len(ids), len(set(ids)))
        self.assertEqual({case["verdict"] for case in self.journal().cases} - {"note"}, {"pass"})


if __name__ == "__main__":
    support.main()
