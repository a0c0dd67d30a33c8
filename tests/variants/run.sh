#!/bin/sh
# Serves correct variants of the built-in service over HTTP, one after another, and runs the whole standard plan against each:
# a correct server gets no fail, however it decided where the page is silent. Not part of `./dev test`: some five seconds a variant.
# usage: run.sh BINARY [VARIANT...]   (all that `hookproof list defects` names)
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tests/support/stage.sh
. "$here/../support/stage.sh"
[ $# -ge 1 ] || {
    echo 'usage: run.sh BINARY [VARIANT...]' >&2
    exit 2
}
binary=$(whole_path "$1")
shift
# shellcheck disable=SC2046 # a list of words
[ $# -gt 0 ] || set -- $("$binary" list defects | sed -n 's/^\(variant-[^ ]*\) .*/\1/p')
HOOKPROOF_API_KEY=variants-test-key
export HOOKPROOF_API_KEY

bad=0
for variant; do
    rm -f "$folder/log"
    "$binary" serve --listen 127.0.0.1:0 --defect "$variant" >"$folder/log" 2>&1 &
    started=$!
    wait_for "$folder/log" '^listening on '
    url=$(sed -n 's|^listening on \(http://[0-9.:]*\) .*|\1|p' "$folder/log")
    code=0
    "$binary" run "$url" --depth standard --out "$folder/out" --report text="$folder/text" -q >"$folder/run" 2>&1 || code=$?
    printf '%s: exit %d: %s; %s\n' "$variant" "$code" "$(tail -n 1 "$folder/text")" "$(grep '^all cases' "$folder/text" | tr -s ' ')"
    grep -E '^(fail|warn) ' "$folder/text" || true
    [ "$code" -eq 0 ] || bad=1
    stop
done
exit $bad
