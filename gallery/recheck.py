#!/usr/bin/env python3
"""Sends the command of every cause in a report again, with curl or bash as the report names it, and says
whether the server still answers so: a second client's word on what hookproof says.

usage: HOOKPROOF_API_KEY=... recheck.py REPORT.json [--markdown]

The server of the report has to listen where it did (GALLERY_SERVE=1 PORT=... gallery/NAME/run.sh). A cause
counts as seen again when the status of the answer, or its absence, is the one in the report; whether the
finding is right is for a person to say, who has the expectation beside it.
"""
import json
import re
import subprocess
import sys

LIMIT_S = 20
STATUS = re.compile(rb"^HTTP/\d(?:\.\d)? (\d{3})", re.MULTILINE)


def causes(report):
    """What the report shows once, worst first: no notes, none that another one stands for."""
    return [one for one in report["findings"]
            if one["verdict"] != "note" and one.get("cause", one["fingerprint"]) == one["fingerprint"]]


def send(command):
    """The statuses that came back, in their order, 100 left out; or why there is none."""
    try:
        done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=LIMIT_S, check=False)
    except subprocess.TimeoutExpired as late:
        return [int(one) for one in STATUS.findall(late.stdout or b"")], f"no end within {LIMIT_S} s"
    statuses = [int(one) for one in STATUS.findall(done.stdout) if one != b"100"]
    return statuses, "" if statuses else f"exit code {done.returncode}"


def check(finding):
    """(what the report says came, what came now, whether they agree)"""
    response = finding.get("response") or {}
    told = response.get("status")
    said = str(told) if told else "no answer"
    if not finding.get("curl"):
        return said, "no command", False
    statuses, why = send(finding["curl"])
    now = " ".join(map(str, statuses)) or why
    return said, now, (told in statuses) if told else not statuses


def main():
    markdown = "--markdown" in sys.argv
    paths = [one for one in sys.argv[1:] if one != "--markdown"]
    if len(paths) != 1:
        sys.exit(__doc__)
    with open(paths[0], encoding="utf-8") as file:
        found = causes(json.load(file))
    agreed = 0
    row = "| {} | `{}` | {} | {} | {} | {} |" if markdown else "{:5} {:34} {:26} {:10} {:14} {}"
    print(row.format("verdict", "row", "where", "report", "now", "again"))
    if markdown:
        print("|---|---|---|---|---|---|")
    for finding in found:
        said, now, same = check(finding)
        agreed += same
        print(row.format(finding.get("cause_verdict", finding["verdict"]), finding["row"],
                         finding["where"] or "-", said, now, "yes" if same else "NO"), flush=True)
    print(f"\n{agreed} of {len(found)} causes seen again")
    sys.exit(0 if agreed == len(found) else 1)


if __name__ == "__main__":
    main()
