"""Runs fuzz targets under libFuzzer and reads what it says. Knows no target by name: the build lists them."""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIG_BYTES = 1024 * 1024
SMALL_BYTES = 4096
# A deadly input of one of our oracles, of a sanitizer, or of libFuzzer itself.
ORACLE = re.compile(r"^fuzz: ([a-z0-9-]+): (.*)$", re.M)
SUMMARY = re.compile(r"^SUMMARY: (\w+): (.+)$", re.M)
# Frames that say where, and not how the process was ended.
FRAME = re.compile(r"^ +#\d+ 0x[0-9a-f]+ in (\w+) ", re.M)
PLUMBING = re.compile(r"^(__|abort|raise|fuzzer|LLVMFuzzer|hp_fuzz_broken|main$|_start|malloc|free|mem\w+$)")


def targets(build):
    """{name: [folders of seeds]} of a build folder."""
    lines = (pathlib.Path(build) / "fuzz_targets").read_text().split("\n")
    return {words[0]: [ROOT / "corpus" / word for word in words[1:]]
            for words in (line.split() for line in lines) if words}


def signature(text):
    """What broke, without the input: 'roundtrip-value', 'heap-buffer-overflow in scan_hex4'. None: nothing broke."""
    found = ORACLE.search(text)
    if found and found[1] != "timeout":
        return found[1]
    if re.search(r"ERROR: libFuzzer: timeout|^fuzz: timeout", text, re.M):
        return "timeout"
    if "ERROR: libFuzzer: out-of-memory" in text:
        return "out-of-memory"
    found = SUMMARY.search(text)
    runtime = re.search(r"runtime error: ([a-z -]+)", text)
    if not found and not runtime:
        return None
    if runtime and "is outside the range of representable values" in text:
        kind = "float-cast-overflow"  # the line begins with the number
    elif runtime:
        kind = runtime[1].strip()
    elif "leaked in" in found[2] or "byte(s) leaked" in found[2]:
        kind = "leak"
    else:
        kind = found[2].split()[0]
    where = next((name for name in FRAME.findall(text) if not PLUMBING.match(name)), "?")
    return f"{kind} in {where}"


def number(text, name):
    found = re.search(rf"^stat::{name}: *(\d+)", text, re.M)
    return int(found[1]) if found else 0


def replay(build, name, path, environment=None, timeout=60):
    """The standalone runner on one input: (exit code, signature)."""
    runner = pathlib.Path(build) / "fuzz" / f"{name}_replay"
    try:
        done = subprocess.run([runner, "-timeout=5", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              env=environment, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return 70, "timeout"
    text = done.stdout.decode("utf-8", "replace")
    return done.returncode, signature(text) if done.returncode else None


def command(build, name, corpus, artifacts, *options):
    """The libFuzzer command line of a target; `corpus` is a list of folders, the first of which grows."""
    line = [str(pathlib.Path(build) / "fuzz" / f"{name}_fuzzer"), f"-artifact_prefix={artifacts}/", "-timeout=5",
            "-print_final_stats=1", "-len_control=100", "-rss_limit_mb=2560"]
    dictionary = pathlib.Path(build) / "fuzz" / "hookproof.dict"
    if dictionary.exists():
        line.append(f"-dict={dictionary}")
    return line + list(options) + [str(folder) for folder in corpus]
