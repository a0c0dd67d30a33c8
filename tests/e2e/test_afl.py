"""A target under AFL++, by the contract of OSS-Fuzz: it builds with AFL++'s compiler and driver, runs in persistent mode and
finds its way. Skipped where AFL++ is not installed: it is no package that `./dev setup` wants."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WORK = pathlib.Path(sys.argv.pop(1)).resolve().parent / "afl"
SECONDS = 5


def run(*line, **more):
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **more)
    return done.returncode, done.stdout.decode("utf-8", "replace")


@unittest.skipUnless(shutil.which("afl-clang-fast") and shutil.which("afl-fuzz"), "AFL++ is not installed (Debian: afl++)")
class Afl(unittest.TestCase):
    def test_the_decode_target_runs_and_finds_edges(self):
        surroundings = dict(os.environ, LIB_FUZZING_ENGINE="-fsanitize=fuzzer", AFL_QUIET="1")
        code, text = run("cmake", "-S", ROOT, "-B", WORK, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DCMAKE_C_FLAGS=-O1",
                         "-DHP_TESTS=OFF", "-DHP_FUZZ=ON", "-DHP_FUZZ_ENGINE=-fsanitize=fuzzer",
                         "-DCMAKE_C_COMPILER=afl-clang-fast", "-DCMAKE_CXX_COMPILER=afl-clang-fast++", env=surroundings)
        self.assertEqual(code, 0, text[-3000:])
        code, text = run("ninja", "-C", WORK, "decode_fuzzer", "fuzz_dict", env=surroundings)
        self.assertEqual(code, 0, text[-3000:])
        with tempfile.TemporaryDirectory() as folder:
            quiet = dict(os.environ, AFL_NO_UI="1", AFL_SKIP_CPUFREQ="1", AFL_NO_AFFINITY="1", AFL_FAST_CAL="1",
                         AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES="1")
            code, text = run("afl-fuzz", "-i", ROOT / "corpus/json", "-o", folder, "-V", str(SECONDS), "-m", "none",
                             "-t", "20000", "-x", WORK / "fuzz/hookproof.dict", "--", WORK / "fuzz/decode_fuzzer", env=quiet)
            self.assertEqual(code, 0, text[-3000:])
            lines = (pathlib.Path(folder) / "default/fuzzer_stats").read_text()
            figure = {name: int(value) for name, value in re.findall(r"^(\w+) +: (\d+)$", lines, re.M)}
        self.assertIn("persistent", re.search(r"^target_mode +: (.*)$", lines, re.M)[1])
        self.assertGreater(figure["execs_done"], 1000, lines)
        self.assertGreater(figure["edges_found"], 200, lines)
        self.assertEqual(figure["saved_crashes"], 0, lines)


if __name__ == "__main__":
    unittest.main()
