#!/usr/bin/env python3
"""A local campaign: one target or all of them, with a status line and a summary of what was found.

usage: campaign.py BUILD_FOLDER OUTPUT_FOLDER [TARGET|all] [SECONDS]
"""
import pathlib
import re
import subprocess
import sys
import time

import engine

SECONDS = 60
REPEATS_MAX = 5  # findings in a row that are known already: then the target is left
STATUS = re.compile(r"^#(\d+)\s.*?cov: (\d+).*?corp: (\d+)", re.M)


class Campaign:
    def __init__(self, build, output, name, seeds, seconds):
        self.build, self.name, self.seeds = build, name, seeds
        self.artifacts = output / name / "findings"
        self.corpus = output / name / "corpus"
        for folder in (self.artifacts, self.corpus):
            folder.mkdir(parents=True, exist_ok=True)
        self.end = time.monotonic() + seconds
        self.seconds = seconds
        self.findings = {}  # signature: path
        self.executions = self.edges = self.inputs = 0

    def show(self, last=False):
        if not sys.stderr.isatty() and not last:
            return
        left = max(0, round(self.end - time.monotonic()))
        rate = self.executions / max(1e-3, self.seconds - (self.end - time.monotonic()))
        line = (f"{self.name:<12} {self.executions:>11,} executions {rate:>8,.0f}/s  {self.edges:>6,} edges  "
                f"{self.inputs:>5,} inputs  {len(self.findings)} found  {left:>4} s left")
        print("\r" + line if sys.stderr.isatty() else line, end="\n" if last else "", file=sys.stderr, flush=True)

    def run(self):
        repeats = 0
        while repeats < REPEATS_MAX and (left := self.end - time.monotonic()) > 0.5:
            before = self.executions
            line = engine.command(self.build, self.name, [self.corpus, *self.seeds], self.artifacts,
                                  f"-max_total_time={max(1, int(left))}", f"-max_len={engine.SMALL_BYTES}")
            process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            text = self.follow(process, before)
            if process.wait() == 0:
                break
            repeats = 0 if self.keep(text) else repeats + 1
        self.show(last=True)

    def follow(self, process, before):
        """Reads what libFuzzer says while it runs; keeps the end of it."""
        kept = []
        for raw in process.stderr:
            text = raw.decode("utf-8", "replace")
            found = STATUS.match(text)
            if found:
                self.executions = before + int(found[1])
                self.edges = max(self.edges, int(found[2]))
                self.inputs = int(found[3])
                self.show()
            else:
                kept = kept[-4000:] + [text]
        text = "".join(kept)
        self.executions = max(self.executions, before + engine.number(text, "number_of_executed_units"))
        return text

    def keep(self, text):
        """Files a finding under what broke; false when it is known."""
        what = engine.signature(text) or "unknown"
        written = re.search(r"Test unit written to (\S+)", text)
        if written is None:
            print(f"\n{self.name}: libFuzzer ended early and wrote no input:\n{text[-2000:]}", file=sys.stderr)
            return False
        path = pathlib.Path(written[1])
        if what in self.findings:
            path.unlink(missing_ok=True)
            return False
        named = path.with_name(re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-") + path.name[-9:])
        path.rename(named)
        self.findings[what] = named
        return True

    def report(self):
        for what, path in self.findings.items():
            code, again = engine.replay(self.build, self.name, path)
            runner = pathlib.Path(self.build) / "fuzz" / f"{self.name}_replay"
            print(f"\n{self.name}: {what}\n    input   {path} ({path.stat().st_size} bytes)\n"
                  f"    again   {runner} {path}\n"
                  f"    without libFuzzer: {'the same' if again == what else again or 'nothing is wrong'} (exit {code})\n"
                  f"    smaller {pathlib.Path(self.build) / 'fuzz' / (self.name + '_fuzzer')} -minimize_crash=1 "
                  f"-max_total_time=30 -exact_artifact_path={path}.min {path}")


def main():
    build, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    known = engine.targets(build)
    wanted = sys.argv[3] if len(sys.argv) > 3 else "all"
    seconds = sys.argv[4] if len(sys.argv) > 4 else str(SECONDS)
    if wanted.isdigit():
        wanted, seconds = "all", wanted
    if (wanted != "all" and wanted not in known) or not seconds.isdigit():
        sys.exit(f"usage: ./dev fuzz [TARGET] [SECONDS]\ntargets: {' '.join(known)}")
    done = []
    try:
        for name in known if wanted == "all" else [wanted]:
            done.append(Campaign(build, output, name, known[name], int(seconds)))
            done[-1].run()
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
    for campaign in done:
        campaign.report()
    found = sum(len(campaign.findings) for campaign in done)
    executions = sum(campaign.executions for campaign in done)
    print(f"\n{len(done)} targets, {executions:,} executions, {found or 'nothing'} found; inputs that add coverage lie in "
          f"{output}/TARGET/corpus")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
