#!/usr/bin/env python3
"""Keeps of an export of fuzz_seeds what adds coverage to any target, under its own name, and puts it under corpus/.

usage: minimise.py BUILD_FOLDER EXPORT_FOLDER
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

import engine


def merged(build, name, folder, artifacts):
    """Contents that libFuzzer's merge keeps of a folder for one target."""
    with tempfile.TemporaryDirectory() as kept:
        line = engine.command(build, name, [kept, folder], artifacts, "-set_cover_merge=1", f"-max_len={engine.BIG_BYTES}")
        subprocess.run(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return {path.read_bytes() for path in pathlib.Path(kept).iterdir()}


def main():
    build, export = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    wanted = {}
    with tempfile.TemporaryDirectory() as artifacts:
        for name, folders in engine.targets(build).items():
            for folder in folders:
                wanted.setdefault(folder, set()).update(merged(build, name, export / folder.name, artifacts))
    for folder, contents in wanted.items():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        kept = size = 0
        for path in sorted((export / folder.name).iterdir()):
            if path.read_bytes() in contents:
                contents.discard(path.read_bytes())
                shutil.copyfile(path, folder / path.name)
                kept, size = kept + 1, size + path.stat().st_size
        print(f"{folder.relative_to(engine.ROOT)}: {kept} seeds, {size:,} bytes")


if __name__ == "__main__":
    main()
