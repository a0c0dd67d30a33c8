"""What cannot be done is said in one sentence, with its exit code, before anything is sent."""
import os
import socket
import subprocess

import support
from support import hookproof, little, serve

CONTRACT = support.SOURCE / "cases" / "webhooks.openapi.json"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class CommandLine(support.Case):
    def refused(self, *args, says, code=2, key=support.KEY, **more):
        self.assert_one_sentence(hookproof(*args, key=key, cwd=self.folder, **more), code, says)
        # A mistake leaves nothing behind.
        self.assertEqual(list(self.folder.glob("hookproof-report*")), [])

    def test_an_unknown_option_names_the_nearest(self):
        self.refused("run", "--conections", "4",
                     says=r"^hookproof: unknown option --conections; did you mean --connections\?")

    def test_an_unknown_command_names_the_nearest(self):
        self.refused("rnu", says=r"unknown command rnu; did you mean run\?")

    def test_nothing_matches_a_glob(self):
        self.refused("run", "--include", "nothing-*", says="no case matches 'nothing-\\*'")
        self.refused("list", "cases", "--include", "nothing-*", says="no case matches")

    def test_a_misspelt_row_names_the_nearest(self):
        self.refused("run", "--include", "auth-mising", says="the nearest is 'auth-missing'")

    def test_a_misspelt_case_names_what_is_wrong_with_it(self):
        self.refused("show", "auth-mising@header#no-key~X.Y.Z", says="auth-missing")
        self.refused("show", "auth-missing", says="row@node#instance~combination")
        self.refused("replay", "no-such-file.json", says="no-such-file.json")

    def test_a_file_that_is_no_finding(self):
        path = self.folder / "other.json"
        for text in ("", "{}", "[1", '{"schema":"hookproof-finding/2"}',
                     '{"schema":"hookproof-finding/1","case":7,"seed":1}',
                     '{"schema":"hookproof-finding/1","case":"a","seed":"x"}'):
            path.write_text(text)
            self.refused("replay", path, says="other.json")

    def test_a_remote_target_needs_leave(self):
        # 192.0.2.1 is nobody (RFC 5737): if anything were sent, this would take seconds.
        result = hookproof("run", "http://192.0.2.1", key=support.KEY, cwd=self.folder)
        self.assert_one_sentence(result, 2, "http://192.0.2.1 is not on this machine: add "
                                            "--allow-remote")
        self.assertLess(result.seconds, 30)
        self.refused("replay", "canary@#example~CONNECTION_CHANGED.CREATE.ACCOUNTS",
                     "http://192.0.2.1", says="--allow-remote")

    def test_no_key_for_a_server(self):
        self.refused("run", "http://127.0.0.1:1", key=None,
                     says="a key is needed: set HOOKPROOF_API_KEY, or give --api-key-file")

    def test_two_targets(self):
        self.refused("run", "builtin", "http://127.0.0.1:1", says="one target")

    def test_a_report_format_that_is_none(self):
        self.refused("run", "--report", "yaml", says="unknown report format \"yaml\"")

    def test_no_arguments_at_all(self):
        result = hookproof()
        self.assert_code(result, 2)
        self.assertEqual(result.out, "")
        self.assertIn("usage: hookproof COMMAND", result.err)


class Contracts(support.Case):
    def refused(self, text, says):
        path = self.folder / "contract.json"
        path.write_text(text)
        for args in (("run", "--out", self.out), ("list", "cases"), ("serve",)):
            result = hookproof(*args, "--contract", path, limit_s=10)
            self.assert_one_sentence(result, 2, says)

    def test_a_syntax_error_has_line_and_column(self):
        lines = CONTRACT.read_text().splitlines(keepends=True)
        lines[6] = lines[6].rstrip("\n") + " oops\n"
        column = len(lines[6].rstrip("\n")) - 3
        self.refused("".join(lines), rf"contract\.json:7:{column}: ")

    def test_an_empty_file(self):
        self.refused("", r"contract\.json")

    def test_no_openapi(self):
        self.refused("{}", r"contract\.json.*(openapi|OpenAPI)")

    def test_a_keyword_that_cannot_be_enforced(self):
        text = CONTRACT.read_text()
        self.refused(text.replace('"type": "object"', '"type": "object", "unevaluatedProperties": 7',
                                  1), "unevaluatedProperties")


class Files(support.Case):
    def test_a_folder_that_cannot_be_made(self):
        file = self.folder / "file"
        file.write_text("")
        for place in (file, file / "below", "/proc/none/out"):
            result = hookproof("run", "--include", "valid-doc-example", "--out", place)
            self.assert_one_sentence(result, 2, str(place.name if hasattr(place, "name") else "none"))

    def test_a_folder_without_leave(self):
        if os.geteuid() == 0:
            # Root may write anywhere but into a file system that is read only.
            return
        place = self.folder / "closed"
        place.mkdir(0o555)
        result = hookproof("run", "--include", "valid-doc-example", "--out", place / "out")
        self.assert_one_sentence(result, 2, "Permission denied")

    def test_a_report_that_cannot_be_written_keeps_the_others(self):
        result = hookproof("run", "--include", "valid-doc-example", "--out", self.out, "--report",
                           "json=/dev/full", "--report", "junit", "--report", "json=/none/x.json",
                           "--report", "text")
        self.assert_code(result, 2)
        self.assertRegex(result.err, r"\Ahookproof: .*(/dev/full: No space left|could not be wr).*\n\Z")
        self.assertTrue((self.out / "junit.xml").exists())
        self.assertIn("conformant:", result.out)

    def test_a_full_disk_under_the_terminal(self):
        # As `hookproof run >/dev/full` does.
        with open("/dev/full", "w") as full:
            process = subprocess.run([support.BINARY, "run", "--include", "valid-doc-example",
                                      "--out", self.out], stdout=full, stderr=subprocess.PIPE,
                                     text=True, env=support.environment())
        self.assertEqual(process.returncode, 2, process.stderr)
        self.assertIn("No space left", process.stderr)

    def test_a_journal_that_is_none(self):
        for text, says in (("", "empty"), ("{}\n", ":1:"), ("no json\n", ":1:"),
                           ('{"kind":"start"}\n', "hookproof-journal/1")):
            path = self.folder / "journal.ndjson"
            path.write_text(text)
            self.assert_one_sentence(hookproof("report", path), 2, says)
        self.assert_one_sentence(hookproof("report", self.folder / "none"), 2, "No such file")
        self.assert_one_sentence(hookproof("report"), 2, "report takes journals")


class Targets(support.Case):
    def test_nobody_listens(self):
        port = free_port()
        result = hookproof("run", f"http://127.0.0.1:{port}", "--out", self.out, key=support.KEY)
        self.assert_code(result, 3)
        self.assertEqual(result.err, "")
        said = [line for line in result.out.splitlines() if "cannot reach" in line]
        self.assertEqual(len(said), 1, result.out)
        self.assertRegex(said[0], rf"\Ainconclusive: cannot reach http://127\.0\.0\.1:{port}: .")
        self.assertNotIn("family", result.out)
        journal = self.journal()
        self.assertEqual((len(journal.cases), journal.ends[0]["stop"]), (0, "unreachable"))

    def test_nobody_listens_for_a_replay(self):
        result = hookproof("replay", "canary@#example~CONNECTION_CHANGED.CREATE.ACCOUNTS",
                           f"http://127.0.0.1:{free_port()}", key=support.KEY)
        self.assert_code(result, 3)
        self.assertRegex(result.out + result.err, "cannot reach the target")

    def test_a_name_that_is_nobody(self):
        result = hookproof("run", "http://no-such-host.invalid", "--allow-remote", "--out", self.out,
                           key=support.KEY)
        self.assert_code(result, 3)
        self.assertRegex(result.out, r"inconclusive: cannot reach http://no-such-host\.invalid: ")

    def test_the_wrong_key(self):
        with serve(key="the-right-key-1") as server:
            result = hookproof("run", server.url, "--out", self.out, key="the-wrong-key-1")
        self.assert_code(result, 3)
        said = [line for line in result.out.splitlines() if "refuses the key" in line]
        self.assertEqual(len(said), 1, result.out)
        self.assertRegex(said[0], r"\Ainconclusive: http://\S+ refuses the key \(status 401\): give "
                                  r"the right one.*underscore")
        self.assertNotIn("the-wrong-key-1", result.out + result.err)
        self.assertEqual(self.journal().ends[0]["stop"], "refused")

    def test_https_where_http_is_spoken(self):
        with little("Correct") as server:
            result = hookproof("run", server.url.replace("http", "https"), "--out", self.out,
                               key=support.KEY)
        self.assert_code(result, 3)
        self.assertRegex(result.out, "inconclusive: cannot reach https://")


class Ports(support.Case):
    def test_a_port_that_is_taken(self):
        with serve() as server:
            result = hookproof("serve", "--listen", f"127.0.0.1:{server.port}", limit_s=10)
        self.assert_code(result, 2)
        self.assertRegex(result.err, rf"\Ahookproof: .*127\.0\.0\.1.*{server.port}.*in use.*\n\Z")

    def test_an_address_that_is_none(self):
        for address in ("127.0.0.1", "127.0.0.1:", ":8080", "127.0.0.1:http", "127.0.0.1:65536",
                        "127.0.0.1:-1", "[::1:80", "300.0.0.1:80", "192.0.2.1:80"):
            result = hookproof("serve", "--listen", address, limit_s=10)
            self.assert_code(result, 2)
            self.assertEqual(result.err.count("\n"), 1, result.err)


if __name__ == "__main__":
    support.main()
