"""Peers that send garbage: never a hang, never a crash, never their bytes on the terminal."""
import concurrent.futures
import pathlib
import re

import rude_server
import support
from support import hookproof, rude

CASES = ("--include", "valid-doc-example", "--include", "enum-type-unknown", "--depth", "smoke",
         "--connections", "2", "--retries", "1")
# A byte that a terminal obeys, or that turns the direction of what follows.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\udc80-\udcff]")


class RudePeers(support.Case):
    def against(self, manner, polite):
        """The run, and what it wrote."""
        out = self.folder / f"{manner}-{polite}"
        with rude(manner, polite) as server:
            result = hookproof("run", server.url, *CASES, "--timeout", "1", "--max-failures", "4",
                               "--report", "text", "--report", "json", "--out", out,
                               key=support.KEY, limit_s=45)
        return manner, result, out

    def all_against(self, polite):
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            return list(pool.map(lambda manner: self.against(manner, polite),
                                 rude_server.MANNERS))

    def assert_fit_to_print(self, result):
        self.assertIsNone(CONTROL.search(result.out), repr(result.out))
        self.assertIsNone(CONTROL.search(result.err), repr(result.err))

    def test_from_the_first_request(self):
        for manner, result, out in self.all_against(0):
            with self.subTest(manner):
                self.assertIn(result.code, (1, 3), str(result))
                self.assert_fit_to_print(result)
                self.assertRegex(result.out, r"\n(nonconformant|inconclusive): .{20,}\n\Z")
                self.assertTrue((out / "journal.ndjson").exists())
                again = hookproof("report", out / "journal.ndjson", "--report",
                                  f"json={out}/again.json")
                self.assert_code(again, result.code)
                self.assertEqual(pathlib.Path(out / "again.json").read_bytes(),
                                 (out / "report.json").read_bytes())

    def test_in_the_middle_of_a_run(self):
        for manner, result, _ in self.all_against(4):
            with self.subTest(manner):
                self.assertIn(result.code, (1, 3), str(result))
                self.assert_fit_to_print(result)
                self.assertLess(result.seconds, 120)

    def test_a_redirect_is_never_followed(self):
        # 192.0.2.1 is nobody: whoever follows waits for its connection.
        _, result, _ = self.against("redirect", 0)
        self.assert_code(result, 1)
        self.assertLess(result.seconds, 60)

    def test_a_slow_peer_costs_its_time_and_no_more(self):
        _, result, _ = self.against("silence", 0)
        self.assert_code(result, 3)
        self.assertRegex(result.out, r"inconclusive: cannot reach http://127\.0\.0\.1:\d+: ")
        self.assertLess(result.seconds, 60)


if __name__ == "__main__":
    support.main()
