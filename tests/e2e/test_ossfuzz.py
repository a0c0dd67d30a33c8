"""The fuzz targets by the contract of OSS-Fuzz: they build with what it hands over, and each starts on its seed corpus, every
folder of which reaches edges that the empty input does not."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# Kept between runs, so that only the first one builds everything.
WORK = pathlib.Path(sys.argv.pop(1)).resolve().parent / "ossfuzz"
FLAGS = "-O1 -gline-tables-only -fsanitize=address -fsanitize=fuzzer-no-link"


def edges(target, folder):
    """Coverage after libFuzzer has loaded a folder."""
    done = subprocess.run([target, "-runs=0", "-timeout=25", "-detect_leaks=0", folder], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace")
    found = re.findall(r"cov: (\d+)", text)
    return (int(found[-1]) if found else 0), done.returncode, text


class OssFuzz(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for tool in ("clang", "zip", "ninja"):
            assert shutil.which(tool), f"{tool} is missing: ./dev setup"
        cls.out = WORK / "out"
        cls.out.mkdir(parents=True, exist_ok=True)
        environment = dict(os.environ, CC="clang", CXX="clang++", CFLAGS=FLAGS, CXXFLAGS=FLAGS, OUT=str(cls.out),
                           WORK=str(WORK), LIB_FUZZING_ENGINE="-fsanitize=fuzzer")
        done = subprocess.run([ROOT / "fuzz/ossfuzz/build.sh"], env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)
        assert done.returncode == 0, done.stdout.decode("utf-8", "replace")[-4000:]
        lines = (WORK / "hookproof/fuzz_targets").read_text().split("\n")
        cls.targets = [line.split()[0] for line in lines if line]

    def test_each_target_has_its_corpus_dictionary_and_options(self):
        self.assertGreaterEqual(len(self.targets), 14)
        for name in self.targets:
            for suffix in ("", ".dict", ".options", "_seed_corpus.zip"):
                self.assertTrue((self.out / f"{name}_fuzzer{suffix}").is_file(), f"{name}_fuzzer{suffix}")
        self.assertIn("SYNC_COMPLETED", (self.out / "decode_fuzzer.dict").read_text())

    def test_a_target_takes_its_libraries_from_beside_it(self):
        """A runner of OSS-Fuzz has the C library and nothing else."""
        for name in self.targets:
            done = subprocess.run(["ldd", self.out / f"{name}_fuzzer"], stdout=subprocess.PIPE, check=True)
            found = re.findall(r"^\s(\S+) => (\S+)", done.stdout.decode(), re.M)
            self.assertTrue(found)
            for library, path in found:
                if not re.match(r"lib(c|m|dl|pthread|rt|resolv|gcc_s)\.so", library):
                    self.assertEqual(pathlib.Path(path).parent, self.out / "lib", f"{name}: {library}")

    def test_each_folder_of_seeds_reaches_what_the_empty_input_does_not(self):
        for name in self.targets:
            target = self.out / f"{name}_fuzzer"
            with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as empty:
                with zipfile.ZipFile(self.out / f"{name}_fuzzer_seed_corpus.zip") as archive:
                    archive.extractall(folder)
                least, code, text = edges(target, empty)
                self.assertEqual(code, 0, text[-2000:])
                for seeds in pathlib.Path(folder).iterdir():
                    reached, code, text = edges(target, seeds)
                    self.assertEqual(code, 0, f"{name}: {text[-2000:]}")
                    self.assertGreater(reached, least, f"{name}: the seeds in {seeds.name} are dead")


if __name__ == "__main__":
    unittest.main()
