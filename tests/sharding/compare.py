"""Are two reports of one plan the same? What no two runs share is left out: times, and what the server made up."""
import json
import re
import sys

# Each part of a sharded run sends its own preflight; an example of a finding may come from any shard.
VOLATILE = {"sent", "latency_ms", "requests_per_second", "started_at", "duration_s", "response", "curl",
            "request", "replay", "seen_in", "phases"}


def stable(value):
    if isinstance(value, dict):
        return {name: stable(one) for name, one in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        return [stable(one) for one in value]
    # The id of a webhook that was created wherever it was not to be.
    return re.sub(r'with id "[^"]*"', 'with id "..."', value) if isinstance(value, str) else value


def counts_exchanges(row):
    """Checks that watch every exchange see the preflights and canaries of each shard as well."""
    return row["family"] == "response-checks" or row["id"].startswith(("state-", "sec-"))


def without_preflights(report):
    for row in report["rows"]:
        if counts_exchanges(row):
            row.pop("cases")
            row.pop("pass")
    return report


def differences(left, right, place=""):
    if isinstance(left, dict) and isinstance(right, dict):
        for name in sorted(left.keys() | right.keys()):
            yield from differences(left.get(name), right.get(name), f"{place}/{name}")
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, pair in enumerate(zip(left, right)):
            yield from differences(*pair, f"{place}/{index}")
    elif left != right:
        yield f"{place}: {json.dumps(left)[:200]} and {json.dumps(right)[:200]}"


def main():
    reports = []
    for path in sys.argv[1:3]:
        with open(path, encoding="utf-8") as file:
            reports.append(without_preflights(stable(json.load(file))))
    found = list(differences(*reports))
    for line in found[:20]:
        print(line)
    cases = reports[0]["totals"]["cases"]
    findings = len(reports[0]["findings"])
    print(f"{cases} cases, {findings} findings, {len(found)} differences")
    sys.exit(1 if found or cases == 0 or findings == 0 else 0)


if __name__ == "__main__":
    main()
