#!/bin/sh
# Executions a second of processor time of the decode target beside a bare cJSON parse-and-print target: both under libFuzzer from
# the same build (cJSON itself is the system library, without instrumentation), from the same seeds, with the same mutator, three seeds of the generator. New inputs are kept in memory only.
set -eu
folder=$1
runs=100000
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$(dirname "$0")/../corpus/json" -type f | sort | paste -s -d, - | tr -d '\n' >"$list"

seconds() { # target, seed: processor time in hundredths
    python3 - "$folder/fuzz/$1" -runs=$runs -seed="$2" -max_len=4096 -len_control=100 -detect_leaks=0 "-seed_inputs=@$list" <<'PY'
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
PY
}

for seed in 1 2 3; do
    echo "$(seconds decode_fuzzer $seed) $(seconds cjson_fuzzer $seed)" | awk -v runs=$runs \
        '{printf "decode %d/s, bare cJSON %d/s, ratio %.2f\n", runs / $1, runs / $2, $2 / $1}'
done
