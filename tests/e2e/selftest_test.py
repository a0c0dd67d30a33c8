"""The program tests itself: planted defects are caught, correct variants left alone, exit codes say so."""
import concurrent.futures
import json

import support
from support import hookproof


class Selftest(support.Case):
    def selftest(self, *options, code=0):
        result = hookproof("selftest", "--depth", "smoke", "--json", *options, limit_s=600)
        self.assert_code(result, code)
        return json.loads(result.out)

    def test_planted_defects_are_caught(self):
        report = self.selftest("--defect", "resp-20*", "--defect", "auth-none", "--defect", "struct-flat")
        self.assertEqual(report["defects"], report["caught"])
        self.assertEqual(report["defects"], 5)
        self.assertTrue(all(row["rank"] in (1, 2, 3) for row in report["results"]), report)

    def test_smoke_catches_four_fifths_and_accuses_nobody(self):
        report = self.selftest(code=1)
        self.assertGreater(report["defects"], 350)
        self.assertGreaterEqual(report["caught"], 0.8 * report["defects"])
        self.assertEqual(report["variants"], report["variants_right"])
        self.assertGreaterEqual(report["sent"], 500 * report["defects"])

    def test_correct_variants_are_left_alone(self):
        report = self.selftest("--defect", "variant-uuid", "--defect", "variant-pretty")
        self.assertEqual((report["variants"], report["variants_right"]), (2, 2))

    def test_correct_variants_are_left_alone_over_http(self):
        """In process nobody sees where an answer ends on the wire."""
        variants = [row["id"] for row in json.loads(hookproof("list", "defects", "--json").out)
                    if row["family"] == "variant"]
        self.assertGreaterEqual(len(variants), 20)

        def run(variant):
            with support.serve("--defect", variant) as server:
                return hookproof("run", server.url, "--depth", "smoke", "--out", self.folder / variant,
                                 key=support.KEY, limit_s=120)

        # Most of a run is waiting for what must not come.
        with concurrent.futures.ThreadPoolExecutor(len(variants) // 2) as pool:
            for variant, result in zip(variants, pool.map(run, variants)):
                with self.subTest(variant):
                    self.assert_code(result, 0)

    def test_a_defect_that_smoke_does_not_reach_is_missed_with_exit_1(self):
        report = self.selftest("--defect", "state-leak-hangs", code=1)
        self.assertEqual((report["defects"], report["caught"]), (1, 0))

    def test_a_service_that_stops_for_good_is_told_as_that(self):
        result = hookproof("selftest", "--depth", "standard", "--json", "--defect", "state-leak*", limit_s=600)
        self.assert_code(result, 0)
        rows = json.loads(result.out)["results"]
        self.assertEqual(len(rows), 2)
        for row in rows:
            self.assertEqual((row["first_cause"], row["rank"]), ("state-canary", 1), row)

    def test_a_model_that_is_missing_is_one_cause(self):
        result = hookproof("selftest", "--depth", "standard", "--json", "--defect", "valid-one-model", limit_s=600)
        self.assert_code(result, 0)
        row = json.loads(result.out)["results"][0]
        self.assertEqual((row["first_cause"], row["causes"]), ("valid-operation-subsets", 1), row)

    def test_an_unknown_defect_is_refused(self):
        self.assert_code(hookproof("selftest", "--defect", "no-such-defect"), 2)
        self.assert_code(hookproof("run", "--defect", "no-such-defect"), 2)

    def test_the_list_has_every_family(self):
        defects = json.loads(hookproof("list", "defects", "--json").out)
        self.assertGreaterEqual(len({row["family"] for row in defects} - {"variant"}), 17)
        self.assertGreaterEqual(len(defects), 200)

    def test_a_run_with_a_planted_defect_fails(self):
        result = self.run_against("builtin", "--defect", "resp-201", "--depth", "smoke",
                                  "--include", "valid-doc-example")
        self.assert_code(result, 1)


if __name__ == "__main__":
    support.main()
