#!/bin/sh
# Runs every benchmark of a build folder. Figures are ratios; the machine's absolute speed is not one.
set -eu
folder=$1
echo '== in process'
"$folder/bench/judge_rate"
echo '== in process, a whole run, two threads beside one'
sh "$(dirname "$0")/threads.sh" "$folder/hookproof"
echo '== over HTTP, beside wrk'
sh "$(dirname "$0")/http.sh" "$folder/hookproof"
