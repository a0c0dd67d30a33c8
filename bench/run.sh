#!/bin/sh
# Runs every benchmark. Figures are ratios; the machine's absolute speed is not one.
# usage: run.sh FOLDER: of a build with benchmarks
set -eu
here=$(dirname "$0")
echo '== in process, a row of accepted cases'
"$1/bench/judge_rate"
echo '== in process, an eighth of a full plan'
"$1/bench/judge_rate" full
echo '== in process, a run, two threads beside one'
sh "$here/threads.sh" "$1/hookproof"
echo '== over HTTP, beside wrk'
sh "$here/http.sh" "$1/hookproof"
