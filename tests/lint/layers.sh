#!/bin/sh
# Every include goes down: a layer includes itself and what cmake/layers.cmake says that it links.
# usage: layers.sh SOURCE_DIR
set -eu
cd "$1"

python3 - <<'PY'
import pathlib, re, sys

links, folders = {}, {}
for name, folder, rest in re.findall(r"^hp_layer\((\w+)\s+([^\s)]+)([^)]*)\)",
                                     pathlib.Path("cmake/layers.cmake").read_text(), re.M):
    folders[name] = folder
    links[name] = re.findall(r"\bhp_(\w+)", rest)
if len(folders) < 10:
    sys.exit("layers.sh: cmake/layers.cmake names too few layers: is it read rightly?")

def reach(name, seen):
    for below in links[name]:
        if below not in seen:
            seen.add(below)
            reach(below, seen)
    return seen

def layer_of(path):
    folder = str(pathlib.PurePosixPath(path).parent)
    return next((name for name, at in folders.items() if at == folder), None)

bad, seen = [], 0
for name, folder in folders.items():
    allowed = reach(name, {name})
    for file in sorted(pathlib.Path(folder).glob("*.[ch]")):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            found = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            if not found:
                continue
            target = layer_of(found[1])
            if target is None and found[1].endswith(".inc"):
                continue
            seen += 1
            if target not in allowed:
                bad.append(f"{file}:{number}: layer {name} must not include {found[1]}")
print("\n".join(bad) or f"{seen} includes, all downwards")
sys.exit(1 if bad or seen == 0 else 0)
PY
