#!/bin/sh
# Serves correct variants of the built-in service over HTTP, one after another, and runs the whole standard plan against each:
# a correct server gets no fail, however it decided where the page is silent. Not part of `./dev test`: some ten seconds a variant.
# usage: run.sh BINARY [VARIANT...]   (`hookproof list defects` names them)
set -eu
[ $# -ge 1 ] || {
    echo 'usage: run.sh BINARY [VARIANT...]' >&2
    exit 2
}
binary=$(CDPATH='' cd -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")
shift
[ $# -gt 0 ] || set -- variant-uuid variant-problem variant-422 variant-sorted variant-pretty variant-charset
HOOKPROOF_API_KEY=variants-test-key
export HOOKPROOF_API_KEY
folder=$(mktemp -d)
server=''
# shellcheck disable=SC2317 # called by the trap
clean() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean EXIT
trap 'exit 130' INT TERM

bad=0
for variant; do
    rm -f "$folder/log"
    "$binary" serve --listen 127.0.0.1:0 --defect "$variant" >"$folder/log" 2>&1 &
    server=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! grep -q "^listening" "$folder/log" 2>/dev/null || break
        sleep 0.2
    done
    url=$(sed -n 's|^listening on \(http://[0-9.:]*\) .*|\1|p' "$folder/log")
    [ -n "$url" ] || {
        cat "$folder/log" >&2
        exit 2
    }
    code=0
    "$binary" run "$url" --depth standard --out "$folder/out" --report text="$folder/text" -q >"$folder/run" 2>&1 || code=$?
    printf '%s: exit %d: %s; %s\n' "$variant" "$code" "$(tail -n 1 "$folder/text")" "$(grep '^all cases' "$folder/text" | tr -s ' ')"
    grep -E '^(fail|warn) ' "$folder/text" || true
    [ "$code" -eq 0 ] || bad=1
    kill "$server"
    wait "$server" 2>/dev/null || true
    server=''
done
exit $bad
