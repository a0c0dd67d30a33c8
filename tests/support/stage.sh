# What the scripts share that need more than `./dev test` has: a folder that is gone at their end, and so are the servers
# that they start. To be sourced under `set -eu`; makes $folder, in which nothing is yet.
# shellcheck shell=sh

folder=$(mktemp -d)
started='' # process ids, the last one first

stop() {
    for pid in $started; do
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    done
    started=''
}

# shellcheck disable=SC2317 # called by the trap
clean() {
    stop
    rm -rf "$folder"
}
trap clean EXIT
trap 'exit 130' INT TERM

whole_path() { # whole_path FILE: of one that is there, good in every folder
    printf '%s/%s\n' "$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)" "$(basename -- "$1")"
}

need() { # need PACKAGES TOOL...: ends when one is not here
    packages=$1
    shift
    for tool; do
        command -v "$tool" >/dev/null || {
            echo "${0##*/}: $tool is not here: apt-get install $packages" >&2
            exit 2
        }
    done
}

wait_for() { # wait_for FILE PATTERN: until the file has such a line, for some seconds
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ! grep -q "$2" "$1" 2>/dev/null || return 0
        sleep 0.2
    done
    echo "${0##*/}: did not start:" >&2
    cat "$1" >&2
    exit 2
}

expect() { # expect CODE COMMAND...: runs it, and ends when its exit code is another
    wanted=$1
    shift
    code=0
    "$@" || code=$?
    [ "$code" -eq "$wanted" ] || {
        echo "${0##*/}: ended with $code, not $wanted: $*" >&2
        exit 1
    }
}
