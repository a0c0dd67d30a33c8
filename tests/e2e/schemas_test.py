"""The JSON Schemas of docs/reference describe what hookproof writes and reads, by hookproof's own validator.

Reports and findings are validated by a copy of their schema that permits no other members, so that a new
member that nobody documented is noticed.
"""
import json
import re

import support
from support import hookproof, little

REFERENCE = support.SOURCE / "docs" / "reference"
EXAMPLES = support.SOURCE / "docs"


def closed(schema):
    """The same, with every object that lists its members limited to them."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    more = {} if "properties" not in schema or not isinstance(schema["properties"], dict) \
        or "type" not in schema else {"additionalProperties": False}
    return {**more, **{name: closed(value) for name, value in schema.items()}}


class Schemas(support.Case):
    def schema(self, name, strict=True):
        schema = json.loads((REFERENCE / f"{name}.schema.json").read_text())
        path = self.folder / f"{name}.schema.json"
        path.write_text(json.dumps(closed(schema) if strict else schema))
        return path

    def assert_valid(self, schema, *files):
        self.assertTrue(files)
        self.assert_code(hookproof("schema", "--formats", schema, *files), 0)

    def assert_reported(self, outcome):
        report = self.report()
        self.assertEqual(report["outcome"], outcome)
        self.assert_valid(self.schema("report"), self.out / "report.json")
        return report

    def test_a_conformant_report(self):
        self.run_against("builtin", "--depth", "smoke")
        self.assert_reported("conformant")

    def test_a_nonconformant_report_and_its_findings(self):
        known = self.folder / "known.json"
        with little("CrashesOnNull") as server:
            args = ("--include", "struct-*", "--include", "type-*", "--include", "json-*")
            self.assert_code(self.run_against(server.url, *args, "--write-baseline", known), 1)
            report = self.assert_reported("nonconformant")
            self.run_against(server.url, *args, "--baseline", known, "--set", "bom=reject")
        self.assertTrue(report["findings"])
        files = sorted((self.out / "findings").glob("*.json"))
        self.assert_valid(self.schema("finding"), *files)
        self.assert_valid(self.schema("baseline"), known)
        self.assertTrue(any("baseline" in finding for finding in self.report()["findings"]))
        self.assert_valid(self.schema("report"), self.out / "report.json")

    def test_an_incomplete_report(self):
        self.assert_code(self.run_against("builtin", "--depth", "full", "--time", "1"), 4)
        self.assert_reported("incomplete")

    def test_an_inconclusive_report(self):
        with support.serve() as server:
            url = server.url
        self.assert_code(self.run_against(url, "--depth", "smoke"), 3)
        self.assert_reported("inconclusive")

    def test_what_a_report_may_not_be(self):
        self.run_against("builtin", "--include", "struct-*")
        for edit in ({"outcome": "fine"}, {"surprise": 1}, {"seed": -1}, {"findings": [{}]}):
            path = self.folder / "wrong.json"
            path.write_text(json.dumps({**self.report(), **edit}))
            self.assert_code(hookproof("schema", self.schema("report"), path), 1)

    def test_what_the_starting_point_and_the_pages_show(self):
        for kind, files in {
            "config": [support.SOURCE / "packaging/init/hookproof.json", *self.shown("config")],
            "baseline": [support.SOURCE / "packaging/init/hookproof-baseline.json", *self.shown("baseline")],
            "profile": self.shown("profile"),
            "cases": self.shown("cases"),
        }.items():
            self.assert_valid(self.schema(kind, strict=False), *files)

    def shown(self, kind):
        """The JSON blocks of the pages that say they are of this kind."""
        for page in sorted(EXAMPLES.glob("*.md")):
            for number, text in enumerate(re.findall(r"(?ms)^```json\n(.*?)^```$", page.read_text())):
                if json.loads(text).get("schema") == f"hookproof-{kind}/1":
                    path = self.folder / f"{page.stem}-{number}.json"
                    path.write_text(text)
                    yield path

    def test_what_the_program_refuses_its_schema_refuses(self):
        wrong = {
            "baseline": [{"findings": [{"fingerprint": "12", "until": "2027-01-01"}]},
                         {"findings": [{"fingerprint": "0" * 16, "until": "soon"}]}, {"finding": []}],
            "profile": [{"base": "docs"}, {"setting": {}}, {"settings": []}],
            "cases": [{"cases": [{"id": "A", "title": "t", "level": "MUST", "expect": "accept-200", "request": {}}]},
                      {"cases": [{"id": "a", "title": "t", "level": "MUST", "expect": "accept-200",
                                  "request": {"body": 1, "body_text": "1"}}]}],
            "config": [{"depth": {"smoke": True}}, {"target": 5}],
        }
        option = {"baseline": "--baseline", "profile": "--profile", "cases": "--cases", "config": "--config"}
        for kind, documents in wrong.items():
            for document in documents:
                path = self.folder / "wrong.json"
                path.write_text(json.dumps({"schema": f"hookproof-{kind}/1", **document}))
                with self.subTest(kind=kind, document=document):
                    self.assert_code(hookproof("schema", self.schema(kind, strict=False), path), 1)
                    self.assert_code(hookproof("run", "builtin", "--include", "struct-root-empty", "--out",
                                               self.out, option[kind], path), 2)


if __name__ == "__main__":
    support.main()
