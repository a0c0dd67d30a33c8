"""The shell steps of a composite action as files, in their order.

usage: steps.py ACTION.YML FOLDER
"""
import pathlib
import sys

import ruamel.yaml

action = ruamel.yaml.YAML(typ="safe").load(pathlib.Path(sys.argv[1]))
folder = pathlib.Path(sys.argv[2])
folder.mkdir()
steps = [step for step in action["runs"]["steps"] if "run" in step]
assert steps and all(step["shell"] == "bash" for step in steps)
for number, step in enumerate(steps):
    # An expression inside of a script would be pasted into it: inputs come by the environment.
    assert "${{" not in step["run"], step["run"]
    (folder / f"{number}.sh").write_text(step["run"])
