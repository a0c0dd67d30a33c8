"""The commands beside `run`: what they print and how they end."""
import json
import pathlib
import subprocess

import support
from support import hookproof, little

CASE = "valid-doc-example@#documented~CONNECTION_CHANGED.CREATE.ACCOUNTS"


class Json(support.Case):
    def files(self, **texts):
        for name, text in texts.items():
            (self.folder / f"{name}.json").write_bytes(text)
        return [f"{name}.json" for name in texts]

    def test_valid_files(self):
        names = self.files(a=b'{"a": [1, 2.5e3, null]}', b=b' "x" ', c=b"[]")
        result = hookproof("json", *names, cwd=self.folder)
        self.assert_code(result, 0)
        self.assertEqual(result.out, "a.json: valid\nb.json: valid\nc.json: valid\n")

    def test_one_that_is_not(self):
        names = self.files(a=b"[]", b=b'{"a": 1 "b": 2}', c=b"[]")
        result = hookproof("json", *names, cwd=self.folder)
        self.assert_code(result, 1)
        self.assertEqual(result.out.splitlines()[1], "b.json: offset 8: want ',' or '}'")
        self.assertEqual(len(result.out.splitlines()), 3)

    def test_what_is_remarkable(self):
        names = self.files(a=b'{"a":1,"\\u0061":2}', b=b'\xef\xbb\xbf["\\ud800","\\u0000",1e400]')
        result = hookproof("json", *names, cwd=self.folder)
        self.assert_code(result, 0)
        self.assertEqual(result.out.splitlines(), [
            "a.json: valid (duplicate members)",
            "b.json: valid (byte order mark, lone surrogates, U+0000, numbers beyond a double)"])

    def test_bytes_that_are_no_text(self):
        names = self.files(a=b'"\xff"', b=b"\x00", c=b"", d=b'["' + b"\xed\xa0\x80" + b'"]')
        result = hookproof("json", *names, cwd=self.folder)
        self.assert_code(result, 1)
        self.assertEqual([line.split(":")[1] for line in result.out.splitlines()],
                         [" offset 1", " offset 0", " offset 0", " offset 3"])

    def test_depth(self):
        names = self.files(a=b"[" * 512 + b"]" * 512, b=b"[" * 513 + b"]" * 513, c=b"[[[1]]]")
        result = hookproof("json", *names, cwd=self.folder)
        self.assert_code(result, 1)
        lines = result.out.splitlines()
        self.assertEqual(lines[0], "a.json: valid")
        self.assertRegex(lines[1], r"\Ab\.json: offset 512: ")
        for depth, code in (("3", 0), ("2", 1), ("0", 1)):
            self.assert_code(hookproof("json", "--depth-max", depth, "c.json", cwd=self.folder), code)
        self.assert_code(hookproof("json", "--depth-max", "513", "c.json", cwd=self.folder), 2)

    def test_standard_input(self):
        for text, code, said in ((b"[1]", 0, "-: valid\n"), (b"[1", 1, "-: offset 2")):
            process = subprocess.run([support.BINARY, "json", "-"], input=text, capture_output=True,
                                     env=support.environment())
            self.assertEqual(process.returncode, code)
            self.assertTrue(process.stdout.decode().startswith(said), process.stdout)

    def test_quiet_only_answers(self):
        names = self.files(a=b"[", b=b"[]")
        self.assertEqual(str(hookproof("json", "-q", names[0], cwd=self.folder).code) +
                         str(hookproof("json", "-q", names[1], cwd=self.folder).code), "10")
        self.assertEqual(hookproof("json", "-q", *names, cwd=self.folder).out, "")

    def test_files_that_cannot_be_read(self):
        for name, says in (("none.json", "No such file"), (".", "Is a directory")):
            result = hookproof("json", name, cwd=self.folder)
            self.assert_one_sentence(result, 2, says)
        self.assert_one_sentence(hookproof("json"), 2, "one or more files")

    def test_a_file_beyond_the_limit(self):
        path = self.folder / "large.json"
        with open(path, "wb") as file:
            file.truncate(150 << 20)
        result = hookproof("json", path)
        self.assertIn(result.code, (1, 2), str(result))
        self.assertRegex(result.out + result.err, r"large\.json.*(larger than|105906176)")
        self.assertEqual((result.out + result.err).count("\n"), 1)


class Schema(support.Case):
    SCHEMA = {"type": "object", "required": ["a"], "properties": {
        "a": {"type": "integer", "minimum": 3}, "t": {"type": "string", "format": "date-time"}}}

    def check(self, *instances, schema=None, options=()):
        (self.folder / "schema.json").write_text(
            schema if isinstance(schema, str) else json.dumps(schema or self.SCHEMA))
        names = []
        for number, instance in enumerate(instances):
            names.append(f"{number}.json")
            (self.folder / names[-1]).write_text(
                instance if isinstance(instance, str) else json.dumps(instance))
        return hookproof("schema", *options, "schema.json", *names, cwd=self.folder)

    def test_valid(self):
        result = self.check({"a": 3}, {"a": 3.0})
        self.assert_code(result, 0)
        self.assertEqual(result.out, "0.json: valid\n1.json: valid\n")

    def test_every_violation_with_its_pointer(self):
        result = self.check({"a": 2}, {}, {"a": "x"}, "[1")
        self.assert_code(result, 1)
        lines = result.out.splitlines()
        self.assertRegex(lines[0], r'\A0\.json: "/a" minimum: .')
        self.assertRegex(lines[1], r'\A1\.json: "" required: .*a')
        self.assertRegex(lines[2], r'\A2\.json: "/a" type: .')
        self.assertRegex(lines[3], r"\A3\.json: not JSON: offset 2: ")

    def test_formats_are_asserted_when_asked_for(self):
        self.assert_code(self.check({"a": 3, "t": "yesterday"}), 0)
        result = self.check({"a": 3, "t": "yesterday"}, options=("--formats",))
        self.assert_code(result, 1)
        self.assertIn('0.json: "/t" format: ', result.out)

    def test_a_schema_that_cannot_be_enforced(self):
        for schema, says in (({"type": "strin"}, "strin"), ({"minimum": "3"}, "minimum"),
                             ({"$ref": "#/nowhere"}, "nowhere"), ('{"type":', "not JSON"),
                             ({"pattern": "("}, "pattern"), ({"unknownKeyword": 1}, "unknownKeyword")):
            result = self.check({}, schema=schema)
            self.assert_one_sentence(result, 2, says)

    def test_hostile_texts_are_made_visible(self):
        result = self.check({"\x1b[31m\u202e": 1, "a": 3},
                            schema={"additionalProperties": False, "properties": {"a": {}}})
        self.assert_code(result, 1)
        self.assertNotIn("\x1b", result.out)
        self.assertNotIn("\u202e", result.out)

    def test_too_little_is_given(self):
        self.assert_one_sentence(hookproof("schema"), 2, "a schema and one or more instances")


class List(support.Case):
    def test_every_list_is_there_in_text_and_in_json(self):
        for what, least in (("rows", 130), ("checks", 30), ("requirements", 53), ("families", 9),
                            ("profiles", 1)):
            text = hookproof("list", what)
            self.assert_code(text, 0)
            items = json.loads(hookproof("list", what, "--json").out)
            self.assertGreaterEqual(len(items), least)
            self.assertEqual(len(text.out.splitlines()), len(items))
            self.assertEqual(len({item["id"] for item in items}), len(items), what)

    def test_cases_are_those_of_a_run(self):
        glob = ("--include", "enum-type-unknown", "--seed", "3")
        listed = hookproof("list", "cases", *glob).out.splitlines()
        items = json.loads(hookproof("list", "cases", *glob, "--json").out)
        self.assertEqual([item["id"] for item in items], listed)
        self.assertTrue(all(item["why"] for item in items))
        hookproof("run", *glob, "-q", "--out", self.out)
        self.assertEqual([case["id"] for case in self.journal().cases], listed)

    def test_nothing_to_list(self):
        for args in ((), ("things",), ("rows", "checks")):
            self.assert_one_sentence(hookproof("list", *args), 2, "list what\\? One of rows")


class Show(support.Case):
    def test_a_case_with_its_request(self):
        result = hookproof("show", CASE, key="a-key-of-mine")
        self.assert_code(result, 0)
        self.assertIn(f"case        {CASE}\n", result.out)
        self.assertIn("expectation accept-200", result.out)
        self.assertIn("\nPOST /v3/core/webhooks\n", result.out)
        self.assertIn("\napi_key: ***\n", result.out)
        self.assertNotIn("a-key-of-mine", result.out)

    def test_what_is_shown_is_what_is_sent(self):
        hookproof("run", "-q", "--include", "enum-case-variants", "--depth", "smoke", "--out",
                  self.out)
        with little("Recorder", self.folder / "requests") as server:
            case = self.journal().cases[0]["id"]
            hookproof("replay", case, server.url, key=support.KEY)
        sent = json.loads((self.folder / "requests").read_text().splitlines()[-1])
        shown = hookproof("show", case).out
        self.assertIn(f"\n{sent['body']}\n\n(body of {len(sent['body'])} bytes)\n", shown)


class Help(support.Case):
    def test_help_is_there_in_every_way(self):
        top = hookproof("--help")
        self.assert_code(top, 0)
        for way in (("-h",), ("help",)):
            self.assertEqual(hookproof(*way).out, top.out)
        commands = [line.split()[0] for line in top.out.splitlines() if line.startswith("  ")
                    and line[2] != " "]
        self.assertLessEqual({"run", "list", "show", "replay", "serve", "report", "json", "schema"},
                             set(commands))
        for command in ("run", "list", "show", "replay", "serve", "report", "json", "schema"):
            result = hookproof(command, "--help")
            self.assert_code(result, 0)
            self.assertTrue(result.out.startswith(f"hookproof {command}: "), result.out)
            self.assertIn(f"usage: hookproof {command} ", result.out)
            self.assertEqual(hookproof("help", command).out, result.out)

    def test_the_version(self):
        self.assertRegex(hookproof("--version").out, r"\Ahookproof \d+\.\d+\.\d+\n\Z")


class Contract(support.Case):
    """A new data model needs no new build."""

    MODEL = "HARBOUR_BERTHS"

    def setUp(self):
        super().setUp()
        text = (support.SOURCE / "cases" / "webhooks.openapi.json").read_text()
        self.contract = self.folder / "contract.json"
        self.contract.write_text(text.replace('"CRM_ADDRESSES"', f'"CRM_ADDRESSES", "{self.MODEL}"'))

    def test_a_63rd_data_model_is_tested(self):
        with support.serve("--contract", self.contract) as server:
            result = self.run_against(server.url, "--contract", self.contract, "--include",
                                      "valid-*", "--include", "enum-*", limit_s=90)
            self.assert_code(result, 0)
            self.assertIn("1,323 of 1,323 triples", result.out)
            sent = [case for case in self.journal().cases if self.MODEL in case["id"]]
            self.assertGreater(len(sent), 21)
            self.assertEqual({case["verdict"] for case in sent} - {"pass", "note"}, set())
            # The service that knows only 62 refuses it, and the replay line names the contract.
        with support.serve() as server:
            result = self.run_against(server.url, "--contract", self.contract, "--include",
                                      "valid-triples-exhaustive", "--depth", "standard", limit_s=90)
        self.assert_code(result, 1)
        finding = self.report()["findings"][0]
        self.assertIn(self.MODEL, finding["request"]["body"])
        self.assertIn(f"--contract '{self.contract}'", finding["replay"])



class SameFolder(support.Case):
    def test_findings_of_an_earlier_run_are_gone_and_nothing_else(self):
        findings = self.out / "findings"
        findings.mkdir(parents=True)
        for name in ("0123456789abcdef.json", "0123456789abcdef.body", "mine.txt"):
            (findings / name).write_text("earlier")
        self.assert_code(hookproof("run", "--out", self.out, "--include", "auth-missing"), 0)
        self.assertEqual([path.name for path in findings.iterdir()], ["mine.txt"])


if __name__ == "__main__":
    support.main()
