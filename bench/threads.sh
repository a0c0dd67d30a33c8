#!/bin/sh
# A run of an eighth of a full plan in process (build, answer, judge, journal, reduce) on one thread and on
# two, in turn.
#
# Wall time counts here, so the figure means something on a machine with two processors that has nothing else
# to do. The last line is the median of the paired ratios.
# usage: threads.sh HOOKPROOF [ROUNDS]
set -eu
hookproof=$1
rounds=${2:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rate() { # threads
    "$hookproof" run builtin --depth full --shard 1/8 --connections "$1" --out "$folder/out" \
        --report json >/dev/null
    sed -n 's/.*"requests_per_second":\([0-9.]*\).*/\1/p' "$folder/out/report.json"
}

echo 'requests/s: one thread | two threads'
for _ in $(seq "$rounds"); do
    one=$(rate 1)
    two=$(rate 2)
    printf '  %10.0f | %10.0f\n' "$one" "$two"
    echo "$one $two" | awk '{ print $2 / $1 }' >>"$folder/ratios"
done
printf 'two threads over one: median ratio %.2f\n' \
    "$(sort -n "$folder/ratios" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
