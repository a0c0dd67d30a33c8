#!/bin/sh
# Runs packaging/sharding for real and compares the merged report with that of one run: the same
# cases, totals, rows and findings. Not part of `./dev test`, since it needs GNU parallel and Slurm:
#   apt-get install parallel slurm-wlm munge
#   tests/sharding/run.sh build/release/hookproof [parallel] [slurm]
# Slurm is started here, on this machine alone and on loopback, and stopped again; that needs root.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
HOOKPROOF=$(realpath "$1")
export HOOKPROOF
shift
[ $# -gt 0 ] || set -- parallel slurm
work=$(mktemp -d)
pids=''
stop() {
    for pid in $pids; do kill "$pid" 2>/dev/null || true; done
    for file in "$work"/slurm/*.pid; do
        [ ! -f "$file" ] || kill "$(cat "$file")" 2>/dev/null || true
    done
    sleep 1
    rm -rf "$work"
}
trap stop EXIT

start_slurm() {
    folder=$work/slurm
    host=$(hostname -s)
    mkdir -p "$folder/state" "$folder/spool" "$folder/munge"
    chmod 700 "$work" "$folder" "$folder/munge"
    head -c 1024 /dev/urandom >"$folder/munge/key"
    chmod 600 "$folder/munge/key"
    munged --force --socket="$folder/munge/socket" --key-file="$folder/munge/key" \
        --pid-file="$folder/munged.pid" --seed-file="$folder/munge/seed" \
        --log-file="$folder/munge/log"
    cat >"$folder/slurm.conf" <<TEXT
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
ReturnToService=2
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
TEXT
    SLURM_CONF=$folder/slurm.conf
    export SLURM_CONF
    slurmctld -f "$SLURM_CONF"
    slurmd -f "$SLURM_CONF"
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        if sinfo -h -o %t | grep -q idle; then return 0; fi
        sleep 1
    done
    echo "sharding: the Slurm node does not come up; see $folder" >&2
    exit 1
}

# A target with something to find: the built-in service, and a setting that it does not meet.
options='--strict --set unknown_members=reject --depth standard --no-shrink'
status=0
# shellcheck disable=SC2086 # words
"$HOOKPROOF" run builtin --out "$work/one" --report json --quiet $options || status=$?
for engine in "$@"; do
    [ "$engine" != slurm ] || start_slurm
    merged=0
    # shellcheck disable=SC2086
    "$root/packaging/sharding/$engine.sh" 8 "$work/$engine" builtin $options >"$work/$engine.log" 2>&1 ||
        merged=$?
    if [ "$merged" -ne "$status" ]; then
        cat "$work/$engine.log"
        echo "sharding: exit $merged by $engine, $status by one run" >&2
        exit 1
    fi
    python3 "$root/tests/sharding/compare.py" "$work/one/report.json" "$work/$engine/report.json"
    echo "sharding: 8 shards by $engine give the report of one run (exit $merged)"
done
