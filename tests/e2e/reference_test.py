"""docs/reference/options.md is what the program's own help says; exit codes and environment as its manual has them.

usage: reference_test.py HOOKPROOF [--update]   --update writes options.md and the meanings of exit codes anew
"""
import re
import sys

UPDATE = "--update" in sys.argv
sys.argv = [argument for argument in sys.argv if argument != "--update"]

import support  # noqa: E402 (it takes the binary out of the arguments)
from support import hookproof  # noqa: E402

REFERENCE = support.SOURCE / "docs" / "reference"
HEAD = """# Commands and options

Written by `python3 tests/e2e/reference_test.py HOOKPROOF --update` from the program's tables; a test holds it to them. Every option can come
from the environment and from a file, too: [../configuration.md](../configuration.md). `hookproof COMMAND --help` says the same.
"""
NO_PIPE = str.maketrans({"|": "\\|", "<": "&lt;"})


def commands():
    return re.findall(r"(?m)^  ([a-z]+) +(\S.*)", hookproof("--help").out)


def table(lines):
    """The options of a help text as rows: its columns are what a terminal shows."""
    options = []
    for line in lines:
        head = re.match(r"  (?:(-\w), |    )(--[a-z-]+)(?: (\S+|'[^']*'))?(?:  +(.*))?$", line)
        if head:
            options.append([head[1], head[2], head[3], head[4] or ""])
        elif line.startswith("  "):
            options[-1][3] += " " + line.strip()
    for letter, name, argument, text in options:
        shown = f"{letter}, {name}" if letter else name
        yield f"| `{shown}{' ' + argument if argument else ''}` | {text.strip().translate(NO_PIPE)} |" \
            if "|" not in (argument or "") else \
            f"| `{shown}` {'&#124;'.join(f'`{word}`' for word in argument.split('|'))} | {text.strip().translate(NO_PIPE)} |"


def page():
    text = HEAD
    for name, title in commands():
        lines = hookproof(name, "--help").out.splitlines()
        usage = next(line for line in lines if line.startswith("usage: "))
        about, options = "\n".join(lines[lines.index(usage) + 1:]).split("options:\n")
        text += f"\n## {name}\n\n{title[0].upper()}{title[1:]}.\n\n" \
                f"```text\n{usage.removeprefix('usage: ').strip()}\n\n{about.strip()}\n".rstrip() + "\n```\n\n" \
                "| option | |\n|---|---|\n" + "\n".join(table(options.splitlines())) + "\n"
    return text.replace("?.\n", "?\n")


def meanings():
    return re.findall(r"\.TP\n\.B (\d)\n(.*)\.\n", hookproof("man").out)


class Reference(support.Case):
    def test_the_options_are_those_of_the_program(self):
        self.assertEqual((REFERENCE / "options.md").read_text(), page(),
                         "bring it up to date: reference_test.py HOOKPROOF --update")

    def test_no_option_of_the_help_is_left_out(self):
        for name, _ in commands():
            wanted = re.findall(r"(?m)^  (?:-\w, |    )(--[a-z-]+)", hookproof(name, "--help").out)
            section = page().split(f"\n## {name}\n")[1].split("\n## ")[0]
            self.assertEqual(re.findall(r"(?m)^\| `(?:-\w, )?(--[a-z-]+)", section), wanted, name)

    def test_the_exit_codes_mean_what_the_manual_says(self):
        manual = meanings()
        text = (REFERENCE / "exit-codes.md").read_text()
        self.assertEqual([code for code, _ in manual], list("012345"))
        for code, meaning in manual:
            self.assertIn(f"| {code} | {meaning} |", text)

    def test_the_variables_are_those_of_the_manual(self):
        environment = hookproof("man").out.split(".SH ENVIRONMENT")[1].split(".SH ")[0]
        text = (REFERENCE / "environment.md").read_text()
        for name in re.findall(r"\.TP\n\.BR? (\w+)", environment):
            self.assertIn(f"`{name}`", text)


if __name__ == "__main__":
    if UPDATE:
        (REFERENCE / "options.md").write_text(page())
        codes = REFERENCE / "exit-codes.md"
        text = codes.read_text()
        for code, meaning in meanings():
            text = re.sub(rf"(?m)^\| {code} \| .* \|$", f"| {code} | {meaning} |", text)
        codes.write_text(text)
    else:
        support.main()
