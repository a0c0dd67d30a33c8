#!/bin/sh
# Runs every benchmark. Figures are ratios; the machine's absolute speed is not one.
# usage: run.sh FOLDER [FOLDER...]: of builds; the rate in process of one row is measured for each, the rest for the first.
set -eu
here=$(dirname "$0")
for folder in "$@"; do
    echo "== in process, $folder"
    "$folder/bench/judge_rate"
done
echo '== in process, a part of a full plan'
"$1/bench/judge_rate" full
echo '== in process, a whole run, two threads beside one'
sh "$here/threads.sh" "$1/hookproof"
echo '== over HTTP, beside wrk'
sh "$here/http.sh" "$1/hookproof"
