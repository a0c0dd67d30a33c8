#!/bin/sh
# Runs every benchmark of a build folder. Figures are ratios; the machine's absolute speed is not one.
set -eu
folder=$1
echo '== in process'
"$folder/bench/judge_rate"
echo '== over HTTP, beside wrk'
sh "$(dirname "$0")/http.sh" "$folder/hookproof"
