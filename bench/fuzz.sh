#!/bin/sh
# fuzz.sh BUILD: executions a second of processor time of the decode target beside a bare cJSON parse-and-print target. Both are
# compiled with the same sanitizers and coverage, cJSON included, and run under libFuzzer with the same mutator from the same seeds.
# They take turns; each round has a seed of its own for the generator. New inputs are kept in memory only.
set -eu
folder=$1
runs=${2:-60000}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find "$(dirname "$0")/../corpus/json" -type f | sort | paste -s -d, - | tr -d '\n' >"$list"

seconds() { # target, seed: of processor time
    python3 - "$folder/fuzz/$1" "-runs=$runs" "-seed=$2" -max_len=4096 -len_control=100 -detect_leaks=0 "-seed_inputs=@$list" <<'PY'
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
if done.returncode:
    sys.exit("fuzz.sh: %s ended with %d:\n%s" % (sys.argv[1], done.returncode, done.stderr.decode("utf-8", "replace")[-2000:]))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime)
PY
}

for seed in 1 2 3 4 5; do
    decode=$(seconds decode_fuzzer $seed)
    cjson=$(seconds cjson_fuzzer $seed)
    echo "$decode $cjson"
done | awk -v runs="$runs" '
    { ratio[NR] = $2 / $1
      printf "decode %d/s, bare cJSON %d/s, ratio %.2f\n", runs / $1, runs / $2, ratio[NR] }
    END {
        if (NR != 5) exit 1
        for (i = 1; i <= NR; i++) for (j = i + 1; j <= NR; j++) if (ratio[j] < ratio[i]) { t = ratio[i]; ratio[i] = ratio[j]; ratio[j] = t }
        printf "median %.2f, least %.2f, most %.2f\n", ratio[3], ratio[1], ratio[5]
    }'
