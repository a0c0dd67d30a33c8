"""A journal with as many groups of findings as hookproof keeps, made from the first failure of a real one.

usage: many_findings.py JOURNAL COUNT > journal.ndjson
"""
import json
import sys

path, count = sys.argv[1], int(sys.argv[2])
with open(path, encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
failed = next(line for line in lines if line["kind"] == "case" and line["verdict"] == "fail")
combos = [line["id"].split("~")[1] for line in lines if line["kind"] == "case" and "." in line["id"].split("~")[-1]]
failed["broken"] = [seen for seen in failed["broken"] if seen["level"] == "MUST"][:1]
print(json.dumps(lines[0]))
for number in range(count):
    head = failed["id"].split("~")[0]
    failed["id"] = f"{head}~{combos[number % len(combos)]}"
    failed["index"] = number
    for seen in failed["broken"]:
        seen["where"] = f"/place/{number}"
    print(json.dumps(failed))
print(json.dumps(next(line for line in lines if line["kind"] == "end")))
