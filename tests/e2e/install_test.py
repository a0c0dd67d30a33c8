"""What `cmake --install` puts where, and that completions and manual page know what the program knows."""
import pathlib
import re
import shutil
import subprocess

import support
from support import hookproof

COMPLETE = """
source "$1"
COMP_WORDS=(hookproof "${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_hookproof
printf '%s\\n' "${COMPREPLY[@]}"
"""

CPLUSPLUS = """
#include <hookproof/target.h>
static int handle(void *, const hookproof_request *, hookproof_response *response)
{
    response->status = 503;
    return 0;
}
extern "C" const struct hookproof_target hookproof_target = {
    HOOKPROOF_TARGET_ABI, sizeof(hookproof_target), "c++", nullptr, handle, nullptr, nullptr,
    nullptr};
"""

CMAKE = """
cmake_minimum_required(VERSION 3.16)
project(mine LANGUAGES C)
find_package(hookproof %s REQUIRED)
add_library(mine MODULE own_parser.c)
target_link_libraries(mine PRIVATE hookproof::plugin)
enable_testing()
add_test(NAME webhooks COMMAND hookproof::program run plugin:$<TARGET_FILE:mine> --depth smoke)
"""


def commands():
    return re.findall(r"(?m)^  ([a-z]+) +\S", hookproof("--help").out)


def options(command):
    return set(re.findall(r"(?m)^  (?:-\w, |    )--([a-z-]+)", hookproof(command, "--help").out))


class Installed(support.Case):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build = pathlib.Path(support.BINARY).parent

    def install(self):
        prefix = self.folder / "prefix"
        done = subprocess.run(["cmake", "--install", self.build, "--prefix", prefix],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return prefix

    @staticmethod
    def version(prefix):
        return subprocess.run([prefix / "bin/hookproof", "--version"], capture_output=True, text=True,
                              check=True).stdout.split()[1]

    def test_the_program_and_its_texts_are_in_their_places(self):
        prefix = self.install()
        for path in ("bin/hookproof", "share/man/man1/hookproof.1",
                     "share/bash-completion/completions/hookproof",
                     "share/zsh/site-functions/_hookproof",
                     "share/fish/vendor_completions.d/hookproof.fish"):
            self.assertGreater((prefix / path).stat().st_size, 500, path)
        version = subprocess.run([prefix / "bin/hookproof", "--version"], capture_output=True,
                                 text=True, check=True, cwd=self.folder)
        self.assertRegex(version.stdout, r"\Ahookproof \d+\.\d+\.\d+\n\Z")

    def test_a_plugin_builds_against_the_prefix_by_pkg_config(self):
        """Of the sources only the plugin's own are there: the header has to come from the prefix."""
        prefix = self.install()
        for name in ("own_parser.c", "webhook_rules.h"):
            shutil.copy(support.SOURCE / "docs" / "examples" / name, self.folder)
        found = list(prefix.rglob("pkgconfig/hookproof.pc"))
        self.assertEqual(len(found), 1)

        def pkg_config(*args):
            done = subprocess.run(["pkg-config", *args, "hookproof"], capture_output=True, text=True,
                                  check=False, env={**support.environment(),
                                                    "PKG_CONFIG_PATH": str(found[0].parent)})
            self.assertEqual(done.returncode, 0, done.stderr)
            return done.stdout.split()

        self.assertEqual(pkg_config("--modversion"), [self.version(prefix)])
        flags = pkg_config("--cflags")
        self.assertEqual([flag[:2] for flag in flags], ["-I"])
        self.assertEqual(pathlib.Path(flags[0][2:]).resolve(), (prefix / "include").resolve())
        for compiler in ("cc", "c++"):
            plugin = self.folder / f"{compiler}.so"
            # The header is C99 and C++; the example is C.
            source, words = (self.folder / "own_parser.c", []) if compiler == "cc" else \
                (self.folder / "header.cpp", ["-std=c++11"])
            (self.folder / "header.cpp").write_text(CPLUSPLUS)
            subprocess.run([compiler, "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", *words, "-o",
                            plugin, source, *flags, *pkg_config("--libs")], check=True, cwd=self.folder)
        run = [prefix / "bin/hookproof", "run", "--depth", "smoke", "--out"]
        passed = subprocess.run([*run, self.folder / "own", f"plugin:{self.folder / 'cc.so'}"],
                                capture_output=True, text=True, check=False, cwd=self.folder,
                                env=support.environment())
        self.assertEqual(passed.returncode, 0, passed.stdout + passed.stderr)
        self.assertIn("conformant:", passed.stdout)
        refused = subprocess.run([*run, self.folder / "cpp", f"plugin:{self.folder / 'c++.so'}"],
                                 capture_output=True, text=True, check=False, cwd=self.folder,
                                 env=support.environment())
        # It refuses everything, the valid request too, and so hookproof's first question.
        self.assertNotEqual(refused.returncode, 0)
        self.assertNotIn("cannot be loaded", refused.stderr)

    def find_package(self, prefix, version):
        """A project that holds the plugin's own sources alone, configured against `prefix`."""
        project = self.folder / "project"
        project.mkdir(exist_ok=True)
        (project / "CMakeLists.txt").write_text(CMAKE % version)
        for name in ("own_parser.c", "webhook_rules.h"):
            shutil.copy(support.SOURCE / "docs" / "examples" / name, project)
        return project, subprocess.run(
            ["cmake", "-G", "Ninja", "-S", project, "-B", project / "build",
             f"-DCMAKE_PREFIX_PATH={prefix}"],
            capture_output=True, text=True, check=False, env=support.environment())

    def test_a_plugin_builds_and_runs_by_find_package_from_a_moved_prefix(self):
        prefix = self.install().rename(self.folder / "moved")
        project, found = self.find_package(prefix, self.version(prefix))
        self.assertEqual(found.returncode, 0, found.stdout + found.stderr)
        for command in (["cmake", "--build", "build"],
                        ["ctest", "--test-dir", "build", "--output-on-failure"]):
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project,
                                  env=support.environment())
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("100% tests passed", done.stdout)
        self.assertTrue(list(project.rglob("hookproof-report/journal.ndjson")))

    def test_find_package_refuses_a_version_that_is_not_there(self):
        prefix = self.install()
        major, minor, _ = map(int, self.version(prefix).split("."))
        # Before 1.0 an older minor version is another interface, too.
        older = f"{major}.{minor - 1}" if minor > 0 else f"{major - 1}.9"
        for version in (older, f"{major}.{minor + 1}", f"{major + 1}.0"):
            _, found = self.find_package(prefix, version)
            self.assertNotEqual(found.returncode, 0)
            self.assertIn("compatible with requested version", found.stderr)


class Texts(support.Case):
    def complete(self, *words):
        script = self.folder / "completion"
        script.write_text(hookproof("completion", "bash").out)
        done = subprocess.run(["bash", "-c", COMPLETE, "complete", script, *words],
                              capture_output=True, text=True, check=True, cwd=self.folder)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_bash_completes_commands_options_values_and_files(self):
        self.assertLessEqual(set(commands()), set(self.complete("")))
        self.assertEqual(self.complete("repl"), ["replay"])
        self.assertEqual({word[2:] for word in self.complete("run", "--")}, options("run"))
        self.assertEqual(self.complete("run", "--depth", "s"), ["smoke", "standard"])
        self.assertIn("profiles", self.complete("list", ""))
        (self.folder / "own.json").write_text("{}")
        self.assertIn("own.json", self.complete("run", "--contract", "own"))
        self.assertEqual(self.complete("run", "--seed", ""), [])

    def test_every_shell_knows_every_option_of_every_command(self):
        fish = hookproof("completion", "fish").out
        zsh = hookproof("completion", "zsh").out
        for command in commands():
            for option in options(command):
                self.assertIn(f"-n '__fish_seen_subcommand_from {command}' -l {option} ", fish)
            block = zsh.split(f"\n    {command})\n")[1].split(";;")[0]
            self.assertEqual(set(re.findall(r"'\*?--([a-z-]+)", block)), options(command))

    def test_an_unknown_shell_is_refused(self):
        self.assert_one_sentence(hookproof("completion", "csh"), 2, "bash, zsh or fish")
        self.assert_one_sentence(hookproof("completion"), 2, "bash, zsh or fish")

    def test_the_manual_page_has_every_command_option_and_exit_code(self):
        page = hookproof("man").out
        for command in commands():
            self.assertIn(f"\n.SS hookproof {command} ", page)
            for option in options(command):
                self.assertIn(f"\\fB\\-\\-{option}".replace("-", "\\-").replace("\\\\-", "\\-"), page)
        for code in range(6):
            self.assertIn(f".TP\n.B {code}\n", page)
        # No line of text is taken for a request: those that begin with a dot are known ones.
        self.assertLessEqual(set(re.findall(r"(?m)^\.(\S+)", page)),
                             {"TH", "SH", "SS", "TP", "PP", "B", "BR", "I", "nf", "fi"})


if __name__ == "__main__":
    support.main()
