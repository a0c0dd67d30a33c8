#!/bin/sh
# FastAPI on uvicorn: installs into build/gallery/fastapi, serves, checks.
set -eu
# shellcheck source=gallery/stack.sh
. "$(dirname -- "$0")/../stack.sh"

stack_need python3
[ -x "$stack_work/venv/bin/pip" ] || python3 -m venv "$stack_work/venv"
"$stack_work/venv/bin/pip" install --quiet --disable-pip-version-check \
    -r "$stack_here/requirements.txt"
stack_check "$stack_work/venv/bin/python" "$stack_here/server.py"
