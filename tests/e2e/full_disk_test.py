"""What cannot be written is said, with its place and its reason, and never looks like success."""
import os
import pathlib
import resource
import subprocess

import support
from support import hookproof, serve

FORMATS = ("text", "json", "junit", "html", "sarif", "tap", "markdown", "github", "ndjson", "har")
QUICK = ("--depth", "smoke", "--include", "enum-case*")


def into_full_disk(*args, cwd):
    """The program with a standard output that takes nothing."""
    with open("/dev/full", "w") as full:
        return subprocess.run([support.BINARY, *map(str, args)], stdout=full, text=True, cwd=cwd,
                              stderr=subprocess.PIPE, timeout=60, env=support.environment())


class Reports(support.Case):
    def test_a_report_that_finds_no_room_is_named(self):
        for name in FORMATS:
            with self.subTest(name):
                result = hookproof("run", "builtin", *QUICK, "-q", "--report", f"{name}=/dev/full",
                                   cwd=self.folder)
                self.assert_one_sentence(result, 2, f"the {name} report could not be written to "
                                                    "/dev/full: No space left on device")

    def test_the_other_reports_are_written_all_the_same(self):
        result = hookproof("run", "builtin", *QUICK, "--report", "json=/dev/full", "--report",
                           "junit", cwd=self.folder)
        self.assertEqual(result.code, 2, result)
        self.assertIn("</testsuite", (self.folder / "hookproof-report/junit.xml").read_text())


class StandardOutput(support.Case):
    def test_every_command_notices(self):
        (self.folder / "valid.json").write_text("{}")
        for words in ("--help", "--version", "help run", "run --help", "list rows", "config", "man",
                      "list rows --json", "completion bash", "json valid.json",
                      "run builtin --dry-run"):
            with self.subTest(words):
                result = into_full_disk(*words.split(), cwd=self.folder)
                self.assertEqual(result.returncode, 2, result.stderr)
                self.assertIn("standard output could not be written", result.stderr)


class Records(support.Case):
    def run_with(self, name, *args, key=None):
        """A run whose file `name` is on a full disk."""
        report = self.folder / "hookproof-report"
        report.mkdir()
        os.symlink("/dev/full", report / name)
        return hookproof("run", *args, "-q", key=key, cwd=self.folder)

    def test_the_journal(self):
        self.assert_one_sentence(self.run_with("journal.ndjson", "builtin", *QUICK), 2,
                                 "cannot write the journal .*journal.ndjson: No space left")

    def test_the_ledger_of_created_webhooks(self):
        with serve("--api-key", support.KEY) as server:
            result = self.run_with("created-webhooks.ndjson", server.url, *QUICK, key=support.KEY)
        self.assert_one_sentence(result, 2, "cannot write the ledger of created webhooks: No space")

    def test_a_file_that_may_grow_no_further(self):
        # The system's answer to a file over `ulimit -f` is a signal unless one asks for an error.
        started = subprocess.run([support.BINARY, "run", "builtin", "--depth", "smoke", "-q"],
                                 cwd=self.folder, capture_output=True, text=True, timeout=60,
                                 env=support.environment(), preexec_fn=lambda: resource.setrlimit(
                                     resource.RLIMIT_FSIZE, (8192, 8192)))
        self.assertEqual(started.returncode, 2, started.stderr)
        self.assertIn("File too large", started.stderr)


class LongNames(support.Case):
    def folder_of(self, length):
        """A name of `length` bytes, in parts that a file system takes."""
        name = pathlib.Path()
        while len(str(name)) + 201 <= length:
            name /= "d" * 200
        return f"{name}/{'e' * (length - len(str(name)) - 1)}"

    def test_no_name_is_cut(self):
        for length in (1100, 1190, 1199, 2100, 3967):
            name = self.folder_of(length)
            self.assertEqual(len(name), length)
            result = hookproof("run", "builtin", *QUICK, "--out", name, "--report", "json",
                               "--report", "html", cwd=self.folder)
            self.assertEqual(result.code, 0, result)
            # From inside: the whole path may be longer than the system takes at once.
            place = os.open(self.folder, os.O_RDONLY)
            for part in name.split("/"):
                inner = os.open(part, os.O_RDONLY, dir_fd=place)
                os.close(place)
                place = inner
            self.assertEqual(sorted(os.listdir(place)),
                             ["journal.ndjson", "report.html", "report.json"])
            os.close(place)

    def test_a_name_that_leaves_no_room_is_refused(self):
        result = hookproof("run", "builtin", *QUICK, "--out", self.folder_of(3968),
                           cwd=self.folder)
        self.assert_one_sentence(result, 2, "the folder's name has 3968 bytes, and more than 3967")


if __name__ == "__main__":
    support.main()
