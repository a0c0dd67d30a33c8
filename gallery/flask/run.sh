#!/bin/sh
# Flask with marshmallow on gunicorn: installs into build/gallery/flask, serves, checks.
set -eu
# shellcheck source=gallery/stack.sh
. "$(dirname -- "$0")/../stack.sh"

stack_need python3
[ -x "$stack_work/venv/bin/pip" ] || python3 -m venv "$stack_work/venv"
"$stack_work/venv/bin/pip" install --quiet --disable-pip-version-check \
    -r "$stack_here/requirements.txt"
# gunicorn needs the port on its command line; one process, because the webhooks live in it. By
# default it drops every field with an underscore in its name, and so the documented api_key. With 4
# threads, 4 requests that announce a body and do not send it stop everything for half a minute.
: "${PORT:=$(stack_port)}"
export PORT
stack_check "$stack_work/venv/bin/gunicorn" --chdir "$stack_here" --bind "127.0.0.1:$PORT" \
    --threads 32 --header-map dangerous server:app
