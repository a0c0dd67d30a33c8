"""Reads JUnit reports with the package junitparser, and holds them to the schema that Jenkins' xUnit plugin
publishes, with the package xmlschema; exit 1 when one of them objects.

The schema is junit-10.xsd, itself an extension of Maven Surefire's; the source package of pytest carries it.

usage: junit.py SCHEMA FILE...
"""
import sys

import junitparser
import xmlschema

schema = xmlschema.XMLSchema(sys.argv[1])
bad = 0
for path in sys.argv[2:]:
    problems = [f"{error.path}: {error.reason}" for error in schema.iter_errors(path)][:5]
    suites = junitparser.JUnitXml.fromfile(path)
    said = (suites.tests, suites.failures)
    suites.update_statistics()
    counted = (suites.tests, suites.failures)
    if said != counted or suites.tests == 0:
        problems.append(f"the sums are {counted}, the file says {said}")
    for suite in suites:
        said = (suite.tests, suite.failures, suite.skipped)
        suite.update_statistics()
        if said != (suite.tests, suite.failures, suite.skipped):
            problems.append(f"{suite.name}: the file says {said}")
    print(f"WRONG {path}: JUnit: {'; '.join(problems)}" if problems else
          f"ok    {path}: valid by junit-10.xsd: {suites.tests} tests, {suites.failures} failures, "
          f"{suites.skipped} skipped")
    bad += bool(problems)
sys.exit(1 if bad else 0)
