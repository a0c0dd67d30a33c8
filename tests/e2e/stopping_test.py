"""Runs that end early: signals, limits, a kill; and the pace that was asked for."""
import json
import os
import pathlib
import signal
import time

import support
from support import hookproof, little, serve, start


class Signals(support.Case):
    def interrupted(self, number, *args, url=None, after_s=1.0):
        """Sends a signal in the middle of a run that would take minutes: `after_s` after it has begun."""
        process = start("run", *([url] if url else []), "--depth", "full", "--out", self.out,
                        "--report", "json", "--report", "text", *args, key=support.KEY)
        journal = self.out / "journal.ndjson"
        while not (journal.exists() and journal.stat().st_size > 0):
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        time.sleep(after_s)
        sent = time.monotonic()
        process.send_signal(number)
        result = support.ended(process, sent, 20)
        self.assertLess(result.seconds, 30, str(result))
        return result

    def assert_incomplete(self, result):
        self.assert_code(result, 4)
        self.assertRegex(result.out, r"\nincomplete: stopped after [\d,]+ of [\d,]+ cases \(interrupted\), "
                                     r"no failure so far\n\Z")
        report, journal = self.report(), self.journal()
        self.assertEqual(report["outcome"], "incomplete")
        self.assertEqual(journal.ends[-1]["stop"], "signal")
        self.assertEqual(report["totals"]["cases"], len(journal.cases))
        self.assertLess(report["totals"]["cases"], report["plan"]["cases"])
        self.assertGreater(report["totals"]["pass"] + report["totals"]["note"], 10)

    def test_ctrl_c_ends_a_run_with_its_report(self):
        self.assert_incomplete(self.interrupted(signal.SIGINT))

    def test_a_polite_kill_too(self):
        self.assert_incomplete(self.interrupted(signal.SIGTERM, "--connections", "2"))

    def test_ctrl_c_over_http(self):
        with serve() as server:
            self.assert_incomplete(self.interrupted(signal.SIGINT, url=server.url))

    def test_ctrl_c_while_the_pace_says_wait(self):
        with serve() as server:
            result = self.interrupted(signal.SIGINT, "--rate", "12/m", url=server.url)
        self.assert_code(result, 4)

    def test_ctrl_c_while_a_server_is_slow(self):
        with little("TakesTwoSeconds") as server:
            result = self.interrupted(signal.SIGINT, url=server.url, after_s=4.5)
        self.assert_code(result, 4)
        self.assertEqual(self.journal().ends[-1]["stop"], "signal")

    def test_the_ledger_of_a_slow_run_is_written_as_it_goes(self):
        """A killed run leaves out no more than was answered just before: lines wait for others only while answers come fast."""
        with serve() as server:
            process = start("run", server.url, "--rate", "20", "--out", self.out, key=support.KEY)
            ledger = self.out / "created-webhooks.ndjson"
            while not (ledger.exists() and ledger.stat().st_size > 0):
                self.assertIsNone(process.poll())
                time.sleep(0.01)
            time.sleep(0.5)
            process.kill()
            process.communicate()
            lines = ledger.read_text().splitlines()
            self.assertGreater(len(lines), 5)
            self.assertLess(len(lines), 32, "no line is to wait until there are so many")
            self.assertTrue(all(json.loads(line)["id"] for line in lines))

    def test_ctrl_c_ends_a_server(self):
        server = serve()
        self.assertEqual(server.stop(signal.SIGINT), 0)
        server = serve()
        self.assertEqual(server.stop(signal.SIGTERM), 0)

    def test_a_run_that_was_killed_can_be_reported_and_gone_on_with(self):
        args = ("run", "--include", "enum-*", "--include", "valid-*", "--out", self.out)
        whole = self.folder / "whole"
        self.assert_code(hookproof(*args[:-1], whole, "-q", "--report", "json"), 0)
        process = start(*args)
        journal = self.out / "journal.ndjson"
        while not (journal.exists() and journal.stat().st_size > 300000):
            self.assertIsNone(process.poll(), "too fast to be killed")
            time.sleep(0.001)
        process.kill()
        process.communicate()
        result = hookproof("report", journal, "--report", f"json={self.folder}/torn.json",
                           "--report", "text")
        self.assert_code(result, 4)
        self.assertRegex(result.out, r"\nincomplete: .*the journal has no end: the run was killed")
        torn = json.loads((self.folder / "torn.json").read_text())
        self.assertEqual(torn["outcome"], "incomplete")
        self.assertGreater(torn["totals"]["sent"], 1000)
        resumed = hookproof(*args, "--resume", "--report", "json", "--report", "text")
        self.assert_code(resumed, 0)
        first = json.loads((whole / "report.json").read_text())
        second = self.report()
        for name in ("rows", "requirements", "findings", "plan", "outcome", "outcome_reason"):
            self.assertEqual(first[name], second[name], name)
        ids = [case["id"] for case in self.journal().cases]
        self.assertEqual(len(ids), len(set(ids)))

    def test_only_the_same_run_can_be_gone_on_with(self):
        args = ("run", "--include", "valid-doc-example", "--out", self.out, "-q")
        result = hookproof(*args, "--resume")
        self.assert_one_sentence(result, 2, "journal.ndjson")
        self.assert_code(hookproof(*args), 0)
        for other in (("--seed", "2"), ("--strict",), ("--include", "enum-type-unknown")):
            result = hookproof(*args, *other, "--resume")
            self.assert_one_sentence(result, 2, r"journal\.ndjson:1: .*another")


class Limits(support.Case):
    def test_max_failures(self):
        with little("Status201") as server:
            result = self.run_against(server.url, "--max-failures", "1", "--connections", "1",
                                      "--include", "valid-*")
        self.assert_code(result, 1)
        self.assertRegex(result.out, r"\nnonconformant: 1 of [\d,]+ cases? fail, in 1 finding; the run "
                                     r"was stopped early\n\Z")
        self.assertEqual(self.report()["totals"]["fail"], 1)
        self.assertEqual(self.journal().ends[0]["stop"], "failures")

    def test_max_failures_with_many_connections(self):
        with little("Status201") as server:
            result = self.run_against(server.url, "--max-failures", "3", "--include", "valid-*")
        self.assert_code(result, 1)
        self.assertIn(self.report()["totals"]["fail"], range(3, 3 + 16))

    def test_time(self):
        started = time.monotonic()
        result = hookproof("run", "--depth", "full", "--time", "1", "--out", self.out, "--report",
                           "json", "--report", "text")
        self.assert_code(result, 4)
        self.assertIn("(the time limit was reached)", result.out)
        self.assertLess(time.monotonic() - started, 60)  # full depth would take minutes
        self.assertAlmostEqual(self.report()["duration_s"], 1, delta=5)
        self.assertEqual(self.journal().ends[0]["stop"], "time")

    def paced(self, variant, *args):
        with little(variant) as server:
            result = self.run_against(server.url, "--include", "valid-*", "--rate", "50/s", "--time",
                                      "4", *args)
        self.assertIn(result.code, (0, 4), str(result))
        report = self.report()
        return report["totals"]["sent"] / report["duration_s"]

    def test_the_rate_is_kept(self):
        rate = self.paced("Correct")
        self.assertLess(rate, 53)
        self.assertGreater(rate, 45)

    def test_the_rate_is_kept_with_a_slow_server_too(self):
        # 64 connections of half a second each could carry 128 a second.
        rate = self.paced("TakesHalfASecond", "--connections", "64")
        self.assertLess(rate, 53)
        # A second and a half go to the two requests before the plan and to the last answers.
        self.assertGreater(rate, 26)

    def test_quiet_prints_nothing(self):
        result = hookproof("run", "-q", "--out", self.out, "--include", "valid-doc-example")
        self.assert_code(result, 0)
        self.assertEqual(result.out + result.err, "")

    def test_a_dry_run_sends_nothing(self):
        result = hookproof("run", "http://127.0.0.1:1", "--dry-run", key=support.KEY,
                           cwd=self.folder)
        self.assert_code(result, 0)
        self.assertRegex(result.out, r"\Aplan [0-9a-f]{16}: \d+ cases, 1302 of 1302 triples covered; "
                                     r"nothing was sent\n\Z")
        self.assertEqual(list(self.folder.iterdir()), [])


if __name__ == "__main__":
    support.main()
