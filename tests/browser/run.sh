#!/bin/sh
# The HTML report in headless Chromium: check.mjs, over a run against a server that sends hostile text, over one of
# the built-in service, and over 5,000 findings. Needs node, npm, python3, chromium and the network, so it is not a part
# of `./dev test`; what it installs goes to a temporary folder.
# usage: run.sh BINARY [FOLDER FOR SCREENSHOTS]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tests/support/stage.sh
. "$here/../support/stage.sh"
[ $# -ge 1 ] || {
    echo 'usage: run.sh BINARY [FOLDER FOR SCREENSHOTS]' >&2
    exit 2
}
binary=$(whole_path "$1")
shots=''
if [ $# -gt 1 ]; then
    mkdir -p "$2"
    shots=$(CDPATH='' cd -- "$2" && pwd)
fi
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || {
    echo 'run.sh: no chromium here: install it, or name one in CHROMIUM' >&2
    exit 2
}
need "npm nodejs python3" npm node python3

cp "$here/package.json" "$here/check.mjs" "$folder"
cd "$folder"
npm install --no-audit --no-fund --silent

"$binary" run builtin --depth standard --out builtin --report html -q
python3 "$here/../readers/hostile_server.py" >port &
started=$!
wait_for port '^[0-9]'
HOOKPROOF_API_KEY=hostile-server-key
export HOOKPROOF_API_KEY
# The server is wrong on purpose: that the run fails is what is wanted.
expect 1 "$binary" run "http://127.0.0.1:$(cat port)" --depth smoke --no-shrink --retries 0 --exclude 'slow-*' \
    --out hostile --report html -q
python3 "$here/many_findings.py" hostile/journal.ndjson 5000 >many.ndjson
expect 1 "$binary" report many.ndjson --report html=many.html
# shellcheck disable=SC2086 # no folder is no argument
node check.mjs "$chromium" "$folder/hostile/report.html" "$folder/builtin/report.html" "$folder/many.html" $shots
