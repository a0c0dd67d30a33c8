"""The transcript in README is what this build prints, but for times and rates; long lists are cut short.

usage: test_readme.py HOOKPROOF [--update]   --update writes the transcript anew
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BEGIN, END = "<!-- transcript: begin -->\n", "<!-- transcript: end -->\n"


def printed(binary):
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([binary, "run", "builtin", "--depth", "standard", "--report", "text",
                              "--report", "json", "--report", "junit"],
                             cwd=folder, capture_output=True, text=True, timeout=120)
    return run.stdout


def shortened(text):
    """The first three families and the first reason; `...` stands for the others."""
    lines, table, reasons = [], 0, 0
    for line in text.splitlines(keepends=True):
        in_table = table > 0 and not line.startswith("all cases")
        table = table + 1 if in_table or line.startswith("family ") else 0
        reasons = reasons + 1 if line.startswith("not judged: ") else 0
        if table <= 4 and reasons <= 1:
            lines.append(line)
        elif lines[-1] != "...\n":
            lines.append("...\n")
    return "".join(lines)


def in_readme(text):
    return text.split(BEGIN)[1].split(END)[0].removeprefix("```\n").removesuffix("```\n")


def stable(text):
    """Without what differs from run to run."""
    text = re.sub(r"in [\d.]+ s, [\d,]+ a second", "in S s, N a second", text)
    return re.sub(r"(p50|p90|p99|max) [\d.]+", r"\1 N", text)


class Readme(unittest.TestCase):
    def test_its_transcript_is_what_the_program_prints(self):
        text = (ROOT / "README.md").read_text()
        self.assertEqual(stable(in_readme(text)), stable(shortened(printed(BINARY))),
                         "bring README up to date: test_readme.py HOOKPROOF --update")


if __name__ == "__main__":
    BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if "--update" in sys.argv:
        path = ROOT / "README.md"
        text = path.read_text()
        before, after = text.split(BEGIN)[0], text.split(END)[1]
        path.write_text(before + BEGIN + "```\n" + shortened(printed(BINARY)) + "```\n" + END + after)
    else:
        unittest.main()
