"""Every command of README and docs/ does what the page says.

Each ```sh block is run, the blocks of one page in one shell and one fresh folder that looks like the
checkout; every command has to end with 0. In front of a block may stand
    <!-- not run: REASON -->    what cannot be run in a test: it builds, needs a network or root
    <!-- exit: N -->            its last command ends with N
    <!-- file: NAME -->         (a block of any language) what stands in that file from here on
The ```text block behind it is what it prints: a line `...` stands for any lines, `...` inside a line
for any characters; times, rates, ids and ports are not compared. Servers that pages take for
granted are there, on ports of their own: the built-in service at 127.0.0.1:8080.

usage: docs_test.py HOOKPROOF [PAGE...]
"""
import concurrent.futures
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest

PAGES_WANTED = [argument for argument in sys.argv[2:] if argument.endswith(".md")]
sys.argv = [argument for argument in sys.argv if not argument.endswith(".md")]

import support  # noqa: E402 (it takes the binary out of the arguments)

ROOT = support.SOURCE
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")),
         ROOT / "packaging" / "README.md"]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
MARK = re.compile(r"<!-- (not run|exit|file): ([^>]*?) -->\n\Z")
KEY = "secret"  # as the pages have it
PAGE_LIMIT_S = 240  # for a machine that has much else to do; a page takes seconds
PAGES_AT_A_TIME = 4
PORTS = ("8080", "8090", "8443")
# What a folder of the test has of the checkout, so that paths in the pages are right: copies, for a
# page may write there.
SHOWN = ("cases", "docs", "include", "packaging", "README.md")


class Block:
    def __init__(self, text, match):
        self.language, self.text = match[1], match[2]
        self.line = text[:match.start()].count("\n") + 1
        mark = MARK.search(text[:match.start()])
        self.mark, self.value = (mark[1], mark[2].strip()) if mark else (None, None)
        self.output = None


def blocks(text):
    """The blocks to run, each with the text that it is to print, if the page shows one."""
    found = [Block(text, match) for match in FENCE.finditer(text)]
    for before, after in zip(found, found[1:]):
        if before.language == "sh" and after.language in ("text", "console"):
            before.output = after.text
    return [block for block in found if block.language == "sh" or block.mark == "file"]


def is_whole(command):
    return subprocess.run(["bash", "-n"], input=command, text=True, capture_output=True,
                          check=False).stderr == ""


def commands(text):
    """The commands of a block: lines, put together where one alone is none (\\, loops, here-documents)."""
    waiting = ""
    for line in text.splitlines(keepends=True):
        waiting += line
        if not waiting.rstrip("\n").endswith("\\") and is_whole(waiting):
            if waiting.strip() and not waiting.lstrip().startswith("#"):
                yield waiting
            waiting = ""
    if waiting.strip():
        raise AssertionError(f"a command that is not complete: {waiting}")


def free_ports(count):
    held = []
    for _ in range(count):
        one = socket.socket()
        one.bind(("127.0.0.1", 0))
        held.append(one)
    numbers = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return [str(number) for number in numbers]


def swapped(text, words):
    for have, want in words.items():
        text = re.sub(rf"\b{have}\b", want, text)
    return text


def stable(text):
    """Without what differs from run to run."""
    for pattern, word in (
            (r"\x1b\[[0-9;]*m", ""),
            (r"sent [\d,]+ requests in [\d.]+ s, [\d,]+ a second", "sent N requests in S s"),
            (r"(p50|p90|p99|max) [\d.]+", r"\1 N"),
            (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", "TIME"),
            (r"\b\d{4}-\d\d-\d\d\b", "DAY"),
            (r"\bid \"[^\"]*\"", 'id "ID"'),
            (r"\"id\": ?\"[^\"]*\"", '"id":"ID"'),
            (r"\b\d+(\.\d+)? (ms|s)\b", r"N \2")):
        text = re.sub(pattern, word, text)
    return [line.rstrip() for line in text.strip("\n").split("\n")]


def matches(shown, printed):
    pattern = ""
    for line in stable(shown):
        pattern += r"(?:.*\n)*?" if line == "..." else \
            ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, "\n".join(stable(printed)) + "\n") is not None


class Shell:
    """One bash for all commands of a page: variables and background jobs live on between them."""

    def __init__(self, folder, environment):
        self.folder = folder.resolve()
        self.process = subprocess.Popen(["bash", "--norc", "-s"], cwd=folder, env=environment,
                                        text=True, stdin=subprocess.PIPE, start_new_session=True,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.count = 0

    def run(self, command, limit_s):
        """(exit code, output)"""
        self.count += 1
        script, out, code = (self.folder / f".{self.count}.{name}" for name in ("sh", "out", "code"))
        script.write_text(command)
        self.process.stdin.write(f". {script} >{out} 2>&1 </dev/null; "
                                 f"echo $? >{code}.new; mv {code}.new {code}\n")
        self.process.stdin.flush()
        end = time.monotonic() + limit_s
        while not code.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                return None, out.read_text() if out.exists() else ""
            time.sleep(0.005)
        return int(code.read_text()), out.read_text(errors="replace")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.stdin.close()
        self.process.wait()


class Page:
    """One page run from top to bottom, in a folder and against servers of its own."""

    def __init__(self, path):
        self.path, self.ran = path, 0
        self.name = str(path.relative_to(ROOT))
        self.blocks = blocks(path.read_text())
        self.skipped = [block for block in self.blocks if block.mark == "not run"]
        self.todo = [block for block in self.blocks if block.mark != "not run"]

    def run(self):
        if not any(block.language == "sh" for block in self.todo):
            return
        with tempfile.TemporaryDirectory(prefix="hookproof-docs-", ignore_cleanup_errors=True) as name, \
                support.serve(key=KEY) as server:
            folder = pathlib.Path(name)
            self.furnish(folder)
            ports = dict(zip(PORTS, [str(server.port), *free_ports(len(PORTS) - 1)]))
            shell = Shell(folder, support.environment(
                HOOKPROOF_API_KEY=KEY, HOME=name, PATH=f"{name}/bin:{os.environ['PATH']}", TERM="dumb"))
            try:
                end = time.monotonic() + PAGE_LIMIT_S
                for block in self.todo:
                    self.block(block, shell, ports, end)
            finally:
                shell.close()

    @staticmethod
    def furnish(folder):
        for name in SHOWN:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, folder / name)
        for path in ("bin", "build/release", "build/dev"):
            (folder / path).mkdir(parents=True)
            (folder / path / "hookproof").symlink_to(support.BINARY)
        # ./dev finds everything installed and built.
        shutil.copy(ROOT / "dev", folder)
        (folder / "build/.setup-run").touch()
        for name in ("build.ninja", ".profiled"):
            (folder / "build/release" / name).touch()

    def block(self, block, shell, ports, end):
        place = f"{self.name}:{block.line}"
        if block.mark == "file":
            (shell.folder / block.value).write_text(swapped(block.text, ports))
            return
        printed = ""
        back = {given: named for named, given in ports.items()}
        todo = list(commands(block.text))
        for command in todo:
            code, out = shell.run(swapped(command, ports), end - time.monotonic())
            out = swapped(out, back)
            printed += out
            want = int(block.value) if block.mark == "exit" and command is todo[-1] else 0
            if code != want:
                raise AssertionError(f"{place}: this ends with {code} (None: not at all), not with "
                                     f"{want}\n{command}\n{out[-3000:]}")
            self.ran += 1
        if block.output is not None and not matches(block.output, printed):
            raise AssertionError(f"{place}: the page shows\n{block.output}\nand it prints\n"
                                 f"{printed[:6000]}")


class Docs(unittest.TestCase):
    pages = [Page(path) for path in PAGES
             if not PAGES_WANTED or str(path.relative_to(ROOT)) in PAGES_WANTED]

    def test_every_command_does_what_its_page_says(self):
        # Most of a run is waiting, so a few pages go on at a time.
        with concurrent.futures.ThreadPoolExecutor(PAGES_AT_A_TIME) as pool:
            running = [(page, pool.submit(page.run)) for page in self.pages]
            for page, future in running:
                with self.subTest(page=page.name):
                    future.result()
        self.assertGreater(sum(page.ran for page in self.pages), 0)

    def test_every_link_between_the_pages_leads_somewhere(self):
        for path in PAGES:
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", FENCE.sub("", path.read_text())):
                if not re.match(r"[a-z]+:", target):
                    self.assertTrue((path.parent / target).exists(), f"{path}: {target}")

    def test_commands_stand_in_blocks_that_are_run(self):
        for path in PAGES:
            for match in FENCE.finditer(path.read_text()):
                if match[1] in ("", "bash", "shell"):
                    self.assertNotRegex(match[2], r"(?m)^(hookproof [a-z]|\./dev )",
                                        f"{path}: commands in a block that is not ```sh")


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    skipped = [f"{page.name}:{block.line}: {block.value}" for page in Docs.pages for block in page.skipped]
    print(f"{sum(page.ran for page in Docs.pages)} commands ran; {len(skipped)} blocks are not run:",
          *skipped, sep="\n    ")
    sys.exit(0 if result.wasSuccessful() else 1)
