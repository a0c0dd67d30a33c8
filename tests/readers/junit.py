"""Reads JUnit reports with the package junitparser; exit 1 when its sums differ from the file's own.

usage: junit.py FILE...
"""
import sys

import junitparser

bad = 0
for path in sys.argv[1:]:
    suites = junitparser.JUnitXml.fromfile(path)
    said = (suites.tests, suites.failures, suites.skipped)
    suites.update_statistics()
    counted = (suites.tests, suites.failures, suites.skipped)
    good = said == counted and suites.tests > 0
    print(f"{'ok   ' if good else 'WRONG'} {path}: JUnit: {counted[0]} tests, {counted[1]} failures, "
          f"{counted[2]} skipped{'' if good else f'; the file says {said}'}")
    bad += not good
sys.exit(1 if bad else 0)
