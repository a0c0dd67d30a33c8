#!/bin/sh
# Holds the golden reports, and those of two real runs, to other people's readers: the published SARIF schema,
# har-validator, tap-parser, micromark, the JUnit schema of Jenkins' xUnit plugin, junitparser. Needs node, npm,
# python3 and the network, so it is not a part of `./dev test`; everything it installs goes to a temporary folder.
# usage: run.sh BINARY
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
golden=$here/../golden
[ $# -eq 1 ] || {
    echo 'usage: run.sh BINARY' >&2
    exit 2
}
binary=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")

folder=$(mktemp -d)
server=''
# shellcheck disable=SC2317 # called by the trap
clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean EXIT
trap 'exit 130' INT TERM
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
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -s port ] || sleep 0.2
done
# The server is wrong on purpose: that the run fails is what is wanted.
code=0
# shellcheck disable=SC2086
HOOKPROOF_API_KEY=hostile-server-key "$binary" run "http://127.0.0.1:$(cat port)" --depth smoke --no-shrink \
    --retries 0 --exclude 'slow-*' --out hostile $options || code=$?
[ "$code" -eq 1 ] || {
    echo "run.sh: the run against the hostile server ended with $code, not 1" >&2
    exit 1
}

bad=0
node read.mjs "$golden"/*.sarif "$golden"/*.har "$golden"/*.tap "$golden"/*.md "$golden"/*.ndjson "$golden"/*.json \
    builtin/*.sarif builtin/*.har builtin/*.tap builtin/*.md builtin/cases.ndjson builtin/report.json \
    hostile/*.sarif hostile/*.har hostile/*.tap hostile/*.md hostile/cases.ndjson hostile/report.json || bad=1
python/bin/python "$here/junit.py" junit-10.xsd "$golden"/*.xml builtin/junit.xml hostile/junit.xml || bad=1
exit $bad
