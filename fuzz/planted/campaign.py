#!/usr/bin/env python3
"""Executions until each planted defect is found, over several seeds, from the shipped corpora and from nothing.

A kill counts only when the input fails on the planted defect in the standalone runner, with the same signature as in the
campaign, and passes there without it.

usage: campaign.py BUILD_FOLDER [--seeds 3] [--corpus shipped|empty|both] [--keep FOLDER] [DEFECT...]
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import engine  # noqa: E402
import plant  # noqa: E402

LIMITS = {"shipped": 200_000, "empty": 2_000_000}
SECONDS_MAX = 120  # of one campaign: a defect that is not found in this time is not found


def environment(defect):
    return dict(os.environ, HP_PLANT=defect, ASAN_OPTIONS="abort_on_error=0:allocator_may_return_null=1",
                UBSAN_OPTIONS="print_stacktrace=1")


class Kill:
    def __init__(self, build, defect, target, corpus, seed, seeds):
        self.executions = None  # None: not found
        self.why = self.signature = ""
        self.input = b""
        with tempfile.TemporaryDirectory() as folder:
            grown = pathlib.Path(folder) / "corpus"
            grown.mkdir()
            line = engine.command(build, target, [grown, *(seeds if corpus == "shipped" else [])], folder,
                                  f"-runs={LIMITS[corpus]}", f"-seed={seed}", f"-max_len={engine.SMALL_BYTES}",
                                  f"-max_total_time={SECONDS_MAX}")
            done = subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(defect),
                                  check=False)
            text = done.stderr.decode("utf-8", "replace")
            written = re.search(r"Test unit written to (\S+)", text)
            if done.returncode == 0 or written is None:
                self.why = f"not in {engine.number(text, 'number_of_executed_units'):,}"
                return
            self.input = pathlib.Path(written[1]).read_bytes()
            self.judge(build, defect, target, written[1], text)

    def judge(self, build, defect, target, path, text):
        """The three conditions."""
        self.signature = engine.signature(text)
        code, again = engine.replay(build, target, path, environment(defect))
        clean, _ = engine.replay(build, target, path, environment("none"))
        if code == 0:
            self.why = f"{self.signature}: not in the runner"
        elif clean != 0:
            self.why = f"{self.signature}: without the defect too"
        elif again != self.signature:
            self.why = f"{self.signature}, but in the runner {again}"
        else:
            self.executions = engine.number(text, "number_of_executed_units")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--corpus", choices=["shipped", "empty", "both"], default="both")
    parser.add_argument("--keep", help="folder for one small input of each defect")
    parser.add_argument("defects", nargs="*")
    options = parser.parse_intermixed_args()
    folders = engine.targets(options.build)
    corpora = ["shipped", "empty"] if options.corpus == "both" else [options.corpus]
    print("| defect | target | what shows it | " + " | ".join(f"{corpus} corpus" for corpus in corpora) + " |")
    print("|---" * (3 + len(corpora)) + "|")
    found = dict.fromkeys(corpora, 0)
    chosen = [one for one in plant.defects() if not options.defects or one[0] in options.defects]
    for defect, target, *_ in chosen:
        cells, shown, smallest = [], "", b""
        for corpus in corpora:
            kills = [Kill(options.build, defect, target, corpus, seed, folders[target])
                     for seed in range(1, options.seeds + 1)]
            found[corpus] += all(kill.executions is not None for kill in kills)
            cells.append(", ".join(f"{kill.executions:,}" if kill.executions is not None else kill.why for kill in kills))
            for kill in kills:
                shown = shown or kill.signature
                if kill.executions is not None and (not smallest or len(kill.input) < len(smallest)):
                    smallest = kill.input
        print(f"| {defect} | {target} | {shown} | " + " | ".join(cells) + " |", flush=True)
        if options.keep and smallest:
            (pathlib.Path(options.keep) / f"planted-{defect}").write_bytes(smallest)
    print("\n" + ", ".join(f"{corpus} corpus: {found[corpus]} of {len(chosen)} found with every seed" for corpus in corpora))
    sys.exit(0 if found.get("shipped", len(chosen)) == len(chosen) else 1)


if __name__ == "__main__":
    main()
