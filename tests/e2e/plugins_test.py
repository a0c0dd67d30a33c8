"""Plugins: a right one passes, a wrong one is found out, and hookproof outlives all of them."""
import signal
import subprocess

import support
from support import hookproof

EXAMPLES = support.SOURCE / "docs" / "examples"
FAULTY = support.SOURCE / "tests" / "data" / "plugins" / "faulty.c"
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O1",
         f"-I{support.SOURCE / 'include'}"]
# Rows that meet every fault of the faulty plugin, and some that meet none.
SOME = ["--include", "enum-case-variants", "--include", "valid-doc-example", "--include",
        "url-foreign-scheme", "--include", "struct-wrapper-not-object", "--include", "valid-operation-subsets"]


def compile_plugin(source, out, *flags):
    subprocess.run(["cc", *FLAGS, "-o", str(out), str(source), *map(str, flags)], check=True)


# What an engine does with the one function that it finds.
ENGINE = """
#include <stdint.h>
#include <stdio.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int main(int count, char **names)
{
    static uint8_t data[1 << 20];
    for (int i = 1; i < count; i++) {
        FILE *file = fopen(names[i], "rb");
        size_t size = fread(data, 1, sizeof(data), file);
        fclose(file);
        LLVMFuzzerTestOneInput(data, size);
    }
    return 0;
}
"""


class Fuzzer(support.Case):
    def run_on_corpus(self, *flags):
        """docs/examples/plugin_fuzzer.c linked with a plugin's source, on all seeds."""
        engine, binary = self.folder / "engine.c", self.folder / "fuzzer"
        engine.write_text(ENGINE)
        subprocess.run(["cc", *(flag for flag in FLAGS if flag not in ("-shared", "-fPIC")), "-o", binary,
                        engine, EXAMPLES / "plugin_fuzzer.c", *flags], check=True)
        seeds = sorted(path for path in (support.SOURCE / "corpus" / "json").iterdir() if path.is_file())
        self.assertGreater(len(seeds), 100)
        return subprocess.run([binary, *seeds], capture_output=True, text=True, check=False)

    def test_the_example_stands_every_seed_and_a_fault_does_not_go_unseen(self):
        done = self.run_on_corpus("-fsanitize=address,undefined", EXAMPLES / "own_parser.c")
        self.assertEqual(done.returncode, 0, done.stderr)
        broken = self.folder / "broken.c"
        broken.write_text("""#include <hookproof/target.h>
            static int handle(void *state, const struct hookproof_request *request,
                              struct hookproof_response *response)
            {
                (void)state;
                response->status = request->body.length > 5 ? 500 : 400;
                return 0;
            }
            const struct hookproof_target hookproof_target = {.abi = HOOKPROOF_TARGET_ABI,
                .struct_bytes = sizeof(hookproof_target), .handle = handle};
            """)
        done = self.run_on_corpus(broken)
        self.assertEqual(done.returncode, -signal.SIGABRT)
        self.assertIn("status 500", done.stderr)


class Plugins(support.Case):
    def setUp(self):
        super().setUp()
        self.own = self.folder / "own_parser.so"
        compile_plugin(EXAMPLES / "own_parser.c", self.own)

    def faulty(self, *faults):
        out = self.folder / "faulty.so"
        compile_plugin(FAULTY, out, f'-DINNER="{self.own}"', *(f"-DFAULT_{name}" for name in faults))
        return f"plugin:{out}"

    def run_some(self, target, *args):
        return self.run_against(target, *SOME, "--timeout", "1", *args, key=None)

    def findings(self):
        return [finding for finding in self.report()["findings"] if finding["verdict"] == "fail"]

    def assert_completed(self):
        journal = self.journal()
        self.assertEqual(journal.ends[0].get("stop"), "none", journal.ends)
        self.assertEqual(len(journal.cases), journal.start["plan_cases"])

    def test_the_parser_of_ones_own_passes(self):
        result = self.run_against(f"plugin:{self.own}", key=None, limit_s=240)
        self.assert_code(result, 0)
        totals = self.report()["totals"]
        self.assertEqual((totals["fail"], totals["warn"]), (0, 0), result.out)
        self.assertGreater(totals["pass"], 20000)

    def test_another_library_passes(self):
        wrapped = self.folder / "with_jansson.so"
        compile_plugin(EXAMPLES / "with_jansson.c", wrapped, "-ljansson")
        self.assert_code(self.run_against(f"plugin:{wrapped}", key=None, limit_s=240), 0)
        totals = self.report()["totals"]
        self.assertEqual((totals["fail"], totals["warn"]), (0, 0))

    def test_what_cannot_be_loaded_is_one_sentence(self):
        text = self.folder / "text.so"
        text.write_text("no object")
        for target, says in (("plugin:/nowhere.so", "No such file"),
                             (f"plugin:{text}", "cannot be loaded"),
                             (self.faulty("ABI"), "was built for version 2")):
            self.assert_one_sentence(self.run_some(target, "--no-shrink"), 2, says)

    def test_every_way_to_go_wrong_is_told_and_the_run_goes_on(self):
        for fault, says in (("EXIT", "exit code 3: .*giving up"), ("POINTER", "killed by SIGSEGV"),
                            ("SILENT", "handle returned 7"), ("STATUS", "not in 100 to 599"),
                            ("SCRIBBLE", "wrote over what belongs to hookproof")):
            with self.subTest(fault):
                result = self.run_some(self.faulty(fault), "--no-shrink")
                self.assert_code(result, 1)
                self.assert_completed()
                self.assertRegex(" ".join(one["actual"] for one in self.findings()), says)
                self.assertNotIn("\033[31m", result.out)

    def test_reading_one_byte_too_far_is_a_crash(self):
        result = self.run_some(self.faulty("OVERREAD"))
        self.assert_one_failure_sentence(result)

    def assert_one_failure_sentence(self, result):
        """The very first request crashes: nobody is there."""
        self.assert_code(result, 3)
        self.assertIn("killed by SIGSEGV", result.out)

    def test_crash_hang_and_leak_are_three_findings_and_the_run_goes_on(self):
        result = self.run_some(self.faulty("CRASH", "HANG", "LEAK"))
        self.assert_code(result, 1)
        self.assert_completed()
        said = " ".join(finding["actual"] for finding in self.findings())
        self.assertIn("killed by SIGSEGV", said)
        self.assertIn("no whole reply within 1.0 s", said)
        self.assertRegex(said, r"\d+ bytes more are in use each time")
        passed = [case for case in self.journal().cases if case["verdict"] == "pass"]
        self.assertGreater(len(passed), 50)

    def test_a_finding_is_seen_again(self):
        self.run_some(self.faulty("CRASH"))
        finding = self.findings()[0]
        again = hookproof("replay", self.out / "findings" / f"{finding['fingerprint']}.json",
                          f"plugin:{self.folder / 'faulty.so'}")
        self.assert_code(again, 1)
        self.assertIn("SIGSEGV", again.out)
        fixed = hookproof("replay", self.out / "findings" / f"{finding['fingerprint']}.json",
                          f"plugin:{self.own}")
        self.assert_code(fixed, 0)


if __name__ == "__main__":
    support.main()
