"""Options from the environment and from a file: who wins, what is refused, what is never shown."""
import json

import support
from support import hookproof

SECRET = "a-secret-that-nobody-shows"


class Config(support.Case):
    def setUp(self):
        super().setUp()
        self.file = self.folder / "options.json"

    def write(self, text=None, **members):
        names = {name.replace("_", "-"): value for name, value in members.items()}
        self.file.write_text(text if text is not None
                             else json.dumps({"schema": "hookproof-config/1", **names}))

    def in_force(self, *args, **environment):
        """Option -> (values, where from), as `config --json` has it."""
        result = hookproof("config", "--json", "--config", self.file, *args, cwd=self.folder,
                           **environment)
        self.assert_code(result, 0)
        return {one["option"]: (one["values"], one["from"].split()[0])
                for one in json.loads(result.out)}

    def refused(self, text, says, command=("run",), **environment):
        self.write(text)
        result = hookproof(*command, "--config", self.file, cwd=self.folder, **environment)
        self.assert_one_sentence(result, 2, says)

    def test_the_command_line_wins_then_the_environment_then_the_file(self):
        self.write(depth="smoke", seed=5, timeout="7", strict=True, include=["auth-*", "enum-*"],
                   set={"status.created": "201", "response.envelope": "data"})
        have = self.in_force("--seed", "9", HOOKPROOF_SEED="8", HOOKPROOF_TIMEOUT="6")
        self.assertEqual(have["seed"], (["9"], "command"))
        self.assertEqual(have["timeout"], (["6"], "environment"))
        self.assertEqual(have["depth"], (["smoke"], "file"))
        self.assertEqual(have["strict"], (["true"], "file"))
        self.assertEqual(have["include"], (["auth-*", "enum-*"], "file"))
        self.assertEqual(have["set"], (["status.created=201", "response.envelope=data"], "file"))
        self.assertEqual(have["retries"], ([], "default"))

    def test_a_list_is_taken_as_a_whole(self):
        self.write(include=["auth-*", "enum-*"])
        self.assertEqual(self.in_force("--include", "url-*")["include"], (["url-*"], "command"))
        self.assertEqual(self.in_force(HOOKPROOF_INCLUDE="url-*")["include"],
                         (["url-*"], "environment"))

    def test_a_flag_of_the_file_can_be_switched_off_by_the_environment(self):
        self.write(strict=True)
        self.assertNotIn("strict", self.in_force(HOOKPROOF_STRICT="0"))
        self.write(strict=False)
        self.assertNotIn("strict", self.in_force())
        self.assertEqual(self.in_force(HOOKPROOF_STRICT="1")["strict"], (["true"], "environment"))

    def test_the_target_and_the_file_itself_come_from_the_environment_too(self):
        self.write(target="http://127.0.0.1:1")
        self.assertEqual(self.in_force()["target"], (["http://127.0.0.1:1"], "file"))
        self.assertEqual(self.in_force(HOOKPROOF_TARGET="http://127.0.0.1:2")["target"],
                         (["http://127.0.0.1:2"], "environment"))
        self.assertEqual(self.in_force("http://127.0.0.1:3")["target"],
                         (["http://127.0.0.1:3"], "command"))
        result = hookproof("config", cwd=self.folder, HOOKPROOF_CONFIG=str(self.file))
        self.assertRegex(result.out, r"(?m)^target +http://127\.0\.0\.1:1 +file ")

    def test_a_run_obeys(self):
        self.write(target="builtin", depth="smoke", include="auth-*", report=["json=-"], quiet=False)
        result = hookproof("run", "--config", self.file, cwd=self.folder)
        self.assert_code(result, 0)
        report = json.loads(result.out)
        self.assertEqual(report["depth"], "smoke")
        judged = {row["id"] for row in report["rows"] if row["cases"] > 0}
        self.assertTrue(any(row.startswith("auth-") for row in judged))
        self.assertFalse(any(row.startswith("enum-") for row in judged))
        hookproof("run", "--config", self.file, "--depth", "standard", "--include", "valid-name*",
                  cwd=self.folder)

    def test_options_of_other_commands_are_passed_over(self):
        self.write(listen="127.0.0.1:0", depth="smoke", include=["auth-missing"])
        result = hookproof("list", "cases", "--config", self.file, cwd=self.folder)
        self.assert_code(result, 0)
        self.assertTrue(all(line.startswith("auth-missing") for line in result.out.splitlines()))

    def test_secrets_are_masked(self):
        self.write(api_key=SECRET, header=[f"Authorization: Bearer {SECRET}"],
                   proxy=f"http://user:{SECRET}@127.0.0.1:1")
        for more in ((), ("--json",)):
            result = hookproof("config", "--config", self.file, *more, cwd=self.folder,
                               HOOKPROOF_API_KEY=SECRET + "-2")
            self.assertNotIn(SECRET, result.out + result.err)
            self.assertIn("Authorization: ********", result.out)
        self.write()
        self.assertEqual(self.in_force(HOOKPROOF_API_KEY=SECRET)["api-key"],
                         (["********"], "environment"))

    def test_the_credential_comes_from_the_strongest_that_has_any(self):
        (self.folder / "key").write_text("key-of-the-file\n")
        self.write(api_key_file=str(self.folder / "key"))
        self.assertIn("api-key-file", self.in_force())
        have = self.in_force(HOOKPROOF_API_KEY="x" * 12)
        self.assertNotIn("api-key-file", have)
        self.assertEqual(have["api-key"][1], "environment")
        have = self.in_force("--api-key", "y" * 12)
        self.assertNotIn("api-key-file", have)
        self.assertEqual(have["api-key"], (["********"], "command"))

    def test_what_is_wrong_is_named(self):
        def member(text):
            return '{"schema":"hookproof-config/1",' + text + "}"
        self.refused('{"schema":"hookproof-config/1",\n "depth" "smoke"}', r"options\.json:2:10: want ':'")
        self.refused("[]", "options.json")
        self.refused('{"schema":"hookproof-config/2"}', "hookproof-config/1")
        self.refused(member('"dept":"smoke"'), 'no option; did you mean depth')
        self.refused(member('"depth":"smoke","depth":"full"'), "twice")
        self.refused(member('"depth":true'), '"depth" wants a text or a number, not boolean')
        self.refused(member('"strict":"yes"'), '"strict" wants true or false, not string')
        self.refused(member('"include":[{}]'), '"include" wants texts, not object')
        self.refused(member('"set":{"a":[]}'), '"set" wants')
        self.refused(member('"target":7'), '"target" wants a text')
        self.refused(member('"config":"x"'), "belongs on the command line")
        self.refused(member('"depth":"deep"'),
                     r'--depth \(of the option file\) wants smoke\|standard\|full, not "deep"')
        self.refused(member('"seed":"x"'), r"--seed \(of the option file\) wants a whole number")
        self.refused(member('"//":0'), r"--seed \(of the environment\)", HOOKPROOF_SEED="x")
        self.refused(member('"//":0'), "HOOKPROOF_STRICT in the environment wants 0 or 1",
                     HOOKPROOF_STRICT="maybe")
        self.file.unlink()
        self.assert_one_sentence(hookproof("run", "--config", self.file, cwd=self.folder), 2,
                                 "options.json")


class Trace(support.Case):
    def test_every_exchange_is_shown_and_no_key(self):
        key = "a-key-that-nobody-shows"
        result = hookproof("run", "--trace", "--include", "auth-missing", "--include",
                           "struct-wrapper-not-object", "--depth", "smoke", "--api-key", key,
                           "--report", "json=-", cwd=self.folder)
        self.assert_code(result, 0)
        report = json.loads(result.out)
        shown = result.err.split("\n--- ")
        self.assertEqual(result.err.count("\n=== pass\n"), report["totals"]["sent"] - 2)
        self.assertIn('{"webhook":null}', result.err)
        self.assertTrue(all(">>> after " in one for one in shown))
        self.assertNotIn(key, result.err)


class Init(support.Case):
    def test_what_is_written_runs_and_is_never_replaced(self):
        result = hookproof("init", "project", cwd=self.folder)
        self.assert_code(result, 0)
        project = self.folder / "project"
        written = {path.name: path.read_text() for path in project.iterdir()}
        self.assertEqual(sorted(written), ["hookproof-baseline.json", "hookproof-ci.yml",
                                           "hookproof.json"])
        run = hookproof("run", "builtin", "--config", "hookproof.json", "--depth", "smoke",
                        cwd=project)
        self.assert_code(run, 0)
        self.assertTrue((project / "hookproof-report" / "report.html").exists())
        self.assertIn("--config hookproof.json", written["hookproof-ci.yml"])
        (project / "hookproof.json").unlink()
        again = hookproof("init", cwd=project)
        self.assert_one_sentence(again, 2, "hookproof-baseline.json is there already")
        self.assertFalse((project / "hookproof.json").exists())


if __name__ == "__main__":
    support.main()
