#!/bin/sh
# Shards by GNU parallel on one machine, and their journals merged into one report.
#   packaging/sharding/parallel.sh SHARDS OUT TARGET [OPTIONS of hookproof run]
# The exit code is that of the merged report. HOOKPROOF names the program (default: hookproof).
set -eu
[ $# -ge 3 ] || {
    echo "usage: parallel.sh SHARDS OUT TARGET [OPTIONS]" >&2
    exit 2
}
hookproof=${HOOKPROOF:-hookproof}
shards=$1 out=$2 target=$3
shift 3
mkdir -p "$out"
# A shard that finds something exits with 1: the merged report decides, so that is no failure here.
seq "$shards" | parallel --halt never "$hookproof" run "$target" --shard "{}/$shards" \
    --out "$out/shard-{}" --report json --quiet "$@" || true
exec "$hookproof" report "$out"/shard-*/journal.ndjson --out "$out" \
    --report text --report json --report junit --report html
