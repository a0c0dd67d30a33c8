#!/bin/sh
# Shards as a Slurm array, and their journals merged by a job that waits for it.
#   packaging/sharding/slurm.sh SHARDS OUT TARGET [OPTIONS of hookproof run]
# OUT lies in a folder that all nodes share. HOOKPROOF names the program (default: hookproof).
# Waits for the end; the exit code is that of the merged report.
set -eu
[ $# -ge 3 ] || {
    echo "usage: slurm.sh SHARDS OUT TARGET [OPTIONS]" >&2
    exit 2
}
hookproof=${HOOKPROOF:-hookproof}
shards=$1 out=$2 target=$3
shift 3
mkdir -p "$out"
# The task's number is expanded on the node.
# shellcheck disable=SC2016
array=$(sbatch --parsable --array="1-$shards" --job-name=hookproof --output="$out/shard-%a.log" \
    --export=ALL,HOOKPROOF="$hookproof" --wrap='exec "$HOOKPROOF" run '"'$target'"' \
    --shard "$SLURM_ARRAY_TASK_ID/'"$shards"'" --out '"'$out'"'"/shard-$SLURM_ARRAY_TASK_ID" \
    --report json --quiet '"$*")
exec sbatch --wait --dependency="afterany:$array" --job-name=hookproof-merge \
    --output="$out/merge.log" --wrap="exec '$hookproof' report '$out'/shard-*/journal.ndjson \
    --out '$out' --report text --report json --report junit --report html"
