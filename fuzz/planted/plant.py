#!/usr/bin/env python3
"""Copies the sources and plants the defects of defects.list in the copy, each behind a switch at run time.

usage: plant.py --check              does every defect still fit the sources?
       plant.py OUTPUT_FOLDER        writes the copy, for a build of its own
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HEADER = """/* Which planted defect is switched on. Generated: a normal build knows nothing of it. */
#ifndef HP_BASE_PLANTED_H
#define HP_BASE_PLANTED_H
#include <stddef.h>
enum hp_planted { HP_PLANTED_none, %s };
extern enum hp_planted hp_planted;
#define PLANTED(name) (__builtin_expect(hp_planted == HP_PLANTED_##name, 0))
void planted_free_twice(void);
void planted_loop(void);
void planted_copy(char *to, const char *from, size_t count);
#endif
"""
SOURCE = """/* Reads the switch. Generated. */
static const char *const names[] = {"none", %s};
enum hp_planted hp_planted;
__attribute__((constructor)) static void choose(void)
{
    const char *wanted = getenv("HP_PLANT");
    for (size_t i = 0; wanted != NULL && i < sizeof(names) / sizeof(names[0]); i++) {
        if (strcmp(wanted, names[i]) == 0) {
            hp_planted = (enum hp_planted)i;
        }
    }
}
static char *volatile twice;
void planted_free_twice(void)
{
    twice = malloc(1);
    free(twice);
    free(twice);
}
void planted_loop(void)
{
    for (volatile int i = 0; i == 0;) {
    }
}
void planted_copy(char *to, const char *from, size_t count)
{
    volatile size_t copied = count;
    memcpy(to, from, copied);
    for (size_t i = 0; i < copied; i++) {
        twice = to + i;
    }
}
"""

# The contract is loaded for the mutator as well, with the codec: a defect that breaks the loading would be no kill of an input.
SETTING_UP = ("fuzz/fuzz.c", """\
    if (contract == NULL && hp_contract_open(NULL, &contract, &error) != HP_OK) {
""", """\
    enum hp_planted wanted = hp_planted;
    hp_planted = HP_PLANTED_none;
    bool failed = contract == NULL && hp_contract_open(NULL, &contract, &error) != HP_OK;
    hp_planted = wanted;
    if (failed) {
""")


def defects():
    """[(name, target, file, old, new)]"""
    found = []
    for line in (ROOT / "fuzz/planted/defects.list").read_text().split("\n"):
        if line.startswith("@ "):
            found.append([*line[2:].split(), "", ""])
        elif line[:1] in "-+" and line:
            found[-1][3 if line[0] == "-" else 4] += line[2:] + "\n"
    return [tuple(one) for one in found]


def planted(text, old, new, name):
    count = text.count(old)
    if count != 1:
        sys.exit(f"plant.py: {name}: its text stands {count} times in the source, not once; correct fuzz/planted/defects.list")
    return text.replace(old, new)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    files = {}
    for name, _, file, old, new in [*defects(), ("SETTING_UP", "", *SETTING_UP)]:
        text = files.get(file) or (ROOT / file).read_text()
        files[file] = planted(text, old, new, name)
    if sys.argv[1] == "--check":
        print(f"{len(defects())} defects fit")
        return
    output = pathlib.Path(sys.argv[1])
    # Whatever a build needs is tracked or new; what is ignored (build folders, reports) is not copied.
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, check=True).stdout.decode()
    for file in filter(None, listed.split("\0")):
        if (ROOT / file).is_file() and file not in files and not file.startswith("tests/"):
            write(output / file, (ROOT / file).read_bytes())
    names = [one[0] for one in defects()]
    files["harness/base/planted.h"] = HEADER % ", ".join("HP_PLANTED_" + name.replace("-", "_") for name in names)
    files["harness/base/planted.c"] = SOURCE % ", ".join(f'"{name}"' for name in names)
    banned = (ROOT / "harness/base/banned.h").read_text()
    files["harness/base/banned.h"] = banned.replace("#include <stdio.h>", '#include "harness/base/planted.h"\n#include <stdio.h>', 1)
    for file, text in files.items():
        write(output / file, text.encode())


def write(path, content):
    """Only what has changed, so that a second build is short."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


if __name__ == "__main__":
    main()
