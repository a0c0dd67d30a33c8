"""A target that stops working during the run: the finding names the case after which it did.

usage: degrading_test.py HOOKPROOF
"""
import json
import sys

import support
from support import hookproof

NUL = ("--include", "valid-operation-subsets", "--include", "string-[ln]*")


def wearing(variant, *args):
    return support.Server([sys.executable, str(support.HERE / "wearing_server.py"), variant,
                           *map(str, args)], r"^(\d+)$")


class Degrading(support.Case):
    def degrade(self, server, *args, code=1):
        """The finding on top, which is of the canary."""
        with server:
            self.result = self.run_against(server.url, *args)
        self.assert_code(self.result, code)
        report = self.report()
        tops = [one for one in report["findings"] if one["cause"] == one["fingerprint"]
                and one["verdict"] == "fail"]
        with_after = [one for one in tops if "after" in one]
        self.assertEqual([one["check"] for one in with_after], ["state-canary"])
        self.others = [one for one in tops if "after" not in one]
        self.report_of_run = report
        return with_after[0]

    def assert_case(self, top, pattern):
        after = top["after"]
        self.assertTrue(after["certain"], after)
        self.assertRegex(after["case"], pattern)
        self.assertIn(f"cause     the target stops working after {after['case']}", self.result.out)
        card = next(line for line in self.result.out.splitlines() if line.startswith("fail "))
        self.assertIn("state-canary", card)

    def test_the_case_is_found_with_one_connection(self):
        top = self.degrade(wearing("Poisoned", "\\u0000"), *NUL, "--connections", "1")
        self.assert_case(top, r"nul")
        self.assertEqual(self.others, [])

    def test_the_case_is_found_with_many_connections(self):
        top = self.degrade(wearing("Poisoned", "\\u0000", 60), *NUL, "--connections", "32", "--seed", "4")
        self.assert_case(top, r"nul")
        self.assertEqual(self.others, [])

    def test_what_happens_again_later_is_told(self):
        """Every value with U+0000 hurts it, and between them it gets well."""
        top = self.degrade(wearing("Poisoned", "\\u0000", 3), "--include", "valid-operation-subsets",
                           "--include", "string-name-nul", "--connections", "1", "--retries", "0")
        self.assertTrue(top["after"]["certain"])
        self.assertRegex(top["after"]["told"], r"; later it got well and stopped working again \d+ times?, "
                                               "which (was|were) not searched")

    def test_a_valid_case_can_be_the_one(self):
        top = self.degrade(wearing("Poisoned", '["CRM_TASKS"]', 60), "--include", "valid-triples-*")
        self.assert_case(top, r"^valid-\S*CRM_TASKS")
        self.assertEqual(self.others, [])

    def test_whatever_the_answer_is_that_everybody_gets(self):
        top = self.degrade(wearing("Locked", "\\u0000", 60), *NUL)
        self.assert_case(top, r"nul")
        self.assertEqual(top["response"]["status"], 401)

    def test_the_journal_gives_the_same_report(self):
        self.degrade(wearing("Poisoned", "\\u0000", 60), *NUL)
        again = self.folder / "again.json"
        hookproof("report", self.out / "journal.ndjson", "--report", f"json={again}")
        for name in ("findings", "causes", "totals", "outcome_reason"):
            self.assertEqual(json.loads(again.read_text())[name], self.report_of_run[name], name)

    def test_who_does_not_get_well_has_a_window(self):
        top = self.degrade(wearing("WearsOut", "300"), "--include", "valid-triples-*",
                           "--connections", "1", "--retries", "0")
        self.assertFalse(top["after"]["certain"])
        # 3 requests are no case: two before the plan, and the canaries every 256 cases.
        cases = [case for case in self.journal().cases]
        first = next(case for case in cases if case["status"] == 500)
        self.assertEqual(top["after"]["case"], first["id"])
        self.assertRegex(top["after"]["told"], r"among \d+ cases since it last worked")
        self.assertEqual(self.others, [])
        # A target that is not well is asked no more: 400 canaries, and nothing is shrunk.
        canaries = len(self.journal().canaries)
        self.assertLess(self.report_of_run["totals"]["sent"], len(cases) + canaries + 420)

    def test_without_shrinking_nothing_is_sent_and_the_window_is_told(self):
        top = self.degrade(wearing("Poisoned", "\\u0000"), *NUL, "--no-shrink", "--connections", "1")
        self.assertFalse(top["after"]["certain"])
        self.assertIn("they were not sent again", top["after"]["told"])

    def test_who_dies_is_told_of_with_the_window(self):
        top = self.degrade(wearing("Dies", "\\u0000"), *NUL, "--connections", "4", code=3)
        self.assertFalse(top["after"]["certain"])
        self.assertRegex(top["after"]["told"], r"among \d+ cases? since it last worked")
        self.assertRegex(top["after"]["told"] + top["after"]["case"], r"string-")

    def test_who_is_slow_beside_others_does_not_hang(self):
        """Three time-outs, but under a load that is none of the case's: it is sent alone in the end."""
        with wearing("StallsBesideOthers") as server:
            result = self.run_against(server.url, "--include", "string-name-empty", "--include",
                                      "url-*", "--timeout", "1", "--rate", "150/s", "--no-shrink")
        self.assert_code(result, 0)
        cases = [case for case in self.journal().cases if case["id"].startswith("string-name-empty")]
        told = [case["reason"] for case in cases if case["verdict"] == "inconclusive"]
        self.assertGreater(len(told), 0)
        self.assertTrue(all("sent alone" in reason or "sent again" in reason for reason in told))
        self.assertIn("alone", " ".join(told))
        self.assertEqual({case["verdict"] for case in cases} - {"pass", "note", "inconclusive"}, set())

    def test_who_fails_now_and_then_by_itself_has_no_culprit(self):
        with support.little("FailsEveryThird") as server:
            self.run_against(server.url, "--include", "valid-triples-*", "--depth", "smoke")
        certain = [one for one in self.report()["findings"] if one.get("after", {}).get("certain")]
        self.assertEqual(certain, [])


if __name__ == "__main__":
    support.main()
