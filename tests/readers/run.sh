#!/bin/sh
# Holds the golden reports, and those of two real runs, to other people's readers: the published SARIF schema,
# har-validator, tap-parser, micromark, the JUnit schema of Jenkins' xUnit plugin, junitparser. Needs node, npm,
# python3 and the network, so it is not a part of `./dev test`; everything it installs goes to a temporary folder.
# usage: run.sh BINARY
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
golden=$here/../golden
# shellcheck source=tests/support/stage.sh
. "$here/../support/stage.sh"
[ $# -eq 1 ] || {
    echo 'usage: run.sh BINARY' >&2
    exit 2
}
binary=$(whole_path "$1")
need "npm nodejs python3-venv" npm node python3

cp "$here/package.json" "$here/read.mjs" "$folder"
cd "$folder"
npm install --no-audit --no-fund --silent
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check junitparser xmlschema
# Its tests have the schema; the built package has not.
python/bin/pip download --quiet --disable-pip-version-check --no-deps --no-binary pytest pytest==8.3.5
tar -xzf pytest-8.3.5.tar.gz --strip-components=3 pytest-8.3.5/testing/example_scripts/junit-10.xsd

formats='text=text.txt json junit sarif tap markdown ndjson har github=annotations.txt html'
options=''
for format in $formats; do
    options="$options --report $format"
done
# shellcheck disable=SC2086 # a list of words
"$binary" run builtin --depth smoke --out builtin $options
python3 "$here/hostile_server.py" >port &
started=$!
wait_for port '^[0-9]'
HOOKPROOF_API_KEY=hostile-server-key
export HOOKPROOF_API_KEY
# The server is wrong on purpose: that the run fails is what is wanted.
# shellcheck disable=SC2086
expect 1 "$binary" run "http://127.0.0.1:$(cat port)" --depth smoke --no-shrink --retries 0 --exclude 'slow-*' \
    --out hostile $options

bad=0
node read.mjs "$golden"/*.sarif "$golden"/*.har "$golden"/*.tap "$golden"/*.md "$golden"/*.ndjson "$golden"/*.json \
    builtin/*.sarif builtin/*.har builtin/*.tap builtin/*.md builtin/cases.ndjson builtin/report.json \
    hostile/*.sarif hostile/*.har hostile/*.tap hostile/*.md hostile/cases.ndjson hostile/report.json || bad=1
python/bin/python "$here/junit.py" junit-10.xsd "$golden"/*.xml builtin/junit.xml hostile/junit.xml || bad=1
exit $bad
