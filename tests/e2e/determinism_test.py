"""The seed decides every byte; shards and connections decide none."""
import collections
import json

import support
from support import hookproof, little


class SameBytes(support.Case):
    # Rows that take seconds by design have no bytes of their own.
    QUICK = ("--exclude", "slow-*", "--exclude", "size-*", "--exclude", "frame-*")

    def recorded(self, name, *args):
        """What a server received, as a multiset, and the run's report and journal."""
        record = self.folder / f"{name}.requests"
        out = self.folder / name
        with little("Recorder", record) as server:
            result = hookproof("run", server.url, "--depth", "smoke", "--out", out, "--report",
                               "json", "-q", *self.QUICK, *args, key=support.KEY)
        self.assert_code(result, 0)
        # The port is another each time; how many canaries there are depends on what happened.
        requests = [json.loads(line.replace(f"127.0.0.1:{server.port}", "127.0.0.1:PORT"))
                    for line in record.read_text().splitlines()]
        ids = [request.pop("created") for request in requests]
        self.ids = [one for one in ids if one is not None]
        kept = [json.dumps(request) for request in requests
                if request["body"] != requests[0]["body"]]
        self.assertGreater(len(kept), 400)
        return kept, json.loads((out / "report.json").read_text()), out

    def test_the_same_seed_sends_the_same_bytes(self):
        one, first, _ = self.recorded("one", "--seed", "7", "--connections", "1")
        many, second, _ = self.recorded("many", "--seed", "7", "--connections", "32")
        self.assertEqual(first["plan"]["hash"], second["plan"]["hash"])
        self.assertEqual(collections.Counter(one), collections.Counter(many))
        other, third, _ = self.recorded("other", "--seed", "8", "--connections", "1")
        self.assertNotEqual(first["plan"]["hash"], third["plan"]["hash"])
        same = sum((collections.Counter(one) & collections.Counter(other)).values())
        self.assertLess(same, len(one) / 2)

    def test_every_webhook_that_was_created_is_in_the_ledger(self):
        for round in range(2):  # a second run adds to the ledger of the first
            _, _, out = self.recorded("ledger", "--seed", str(round))
            lines = [json.loads(line) for line in
                     (out / "created-webhooks.ndjson").read_text().splitlines()]
            self.assertGreater(len(self.ids), 100)
            self.assertEqual(collections.Counter(self.ids) -
                             collections.Counter(line["id"] for line in lines),
                             collections.Counter())
            for line in lines:
                self.assertRegex(line["at"], r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
                self.assertIn("@", line["case"])


class Shards(support.Case):
    ARGS = ("--include", "enum-*", "--include", "valid-*", "-q")

    def test_all_shards_together_are_the_whole(self):
        whole = self.folder / "whole"
        self.assert_code(hookproof("run", *self.ARGS, "--out", whole, "--report", "json"), 0)
        journals = []
        for shard in (1, 2, 3):
            out = self.folder / str(shard)
            self.assert_code(hookproof("run", *self.ARGS, "--shard", f"{shard}/3", "--out", out), 0)
            journals.append(out / "journal.ndjson")
        whole_ids = set(support.Journal(whole / "journal.ndjson").verdicts())
        parts = [set(support.Journal(path).verdicts()) for path in journals]
        self.assertEqual(set().union(*parts), whole_ids)
        self.assertEqual(sum(map(len, parts)), len(whole_ids))
        self.assertLess(max(map(len, parts)) - min(map(len, parts)), len(whole_ids) / 10)
        expected = json.loads((whole / "report.json").read_text())
        for order in ((0, 1, 2), (2, 0, 1)):
            merged = self.folder / "merged.json"
            result = hookproof("report", *[journals[i] for i in order], "--report",
                               f"json={merged}")
            self.assert_code(result, 0)
            report = json.loads(merged.read_text())
            for name in ("rows", "requirements", "findings", "plan", "outcome", "outcome_reason",
                         "seed", "profile", "depth", "exit_code"):
                self.assertEqual(report[name], expected[name], name)

    def test_a_missing_shard_is_missed(self):
        for shard in (1, 3):
            hookproof("run", *self.ARGS, "--shard", f"{shard}/3", "--out",
                      self.folder / str(shard))
        result = hookproof("report", self.folder / "1" / "journal.ndjson",
                           self.folder / "3" / "journal.ndjson")
        self.assertRegex(result.out, r"\nincomplete: .*shard")
        twice = hookproof("report", self.folder / "1" / "journal.ndjson",
                          self.folder / "1" / "journal.ndjson")
        self.assert_one_sentence(twice, 2, "shard 1 of 3")


if __name__ == "__main__":
    support.main()
