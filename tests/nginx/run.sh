#!/bin/sh
# Puts nginx in front of `hookproof serve` and runs the whole standard plan through it: every finding is one of nginx or of
# hookproof's own expectations. Wanted: exit 0, nothing new against known.json, which says what nginx does and why it
# stays. Not part of `./dev test`, because it needs nginx (1.22 or later): apt-get install nginx-light
# usage: run.sh BINARY [OPTIONS OF run]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=tests/support/stage.sh
. "$here/../support/stage.sh"
[ $# -ge 1 ] || {
    echo 'usage: run.sh BINARY [OPTIONS]' >&2
    exit 2
}
need 'nginx-light python3' nginx python3
binary=$(whole_path "$1")
shift
HOOKPROOF_API_KEY=nginx-test-key
export HOOKPROOF_API_KEY

chmod 755 "$folder" # the workers of an nginx that root starts are nobody

"$binary" serve --listen 127.0.0.1:0 >"$folder/serve.log" 2>&1 &
started=$!
wait_for "$folder/serve.log" '^listening on '
service=$(sed -n 's|^listening on http://\([0-9.]*:[0-9]*\) .*|\1|p' "$folder/serve.log")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

sed -e "s|@FOLDER@|$folder|g" -e "s|@SERVICE@|$service|g" -e "s|@PORT@|$port|g" "$here/nginx.conf" >"$folder/nginx.conf"
nginx -p "$folder" -e "$folder/error.log" -c "$folder/nginx.conf" 2>"$folder/start.log" &
started="$! $started"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ ! -s "$folder/nginx.pid" ] || break
    sleep 0.2
done
[ -s "$folder/nginx.pid" ] || {
    echo 'run.sh: nginx did not start:' >&2
    cat "$folder/start.log" "$folder/error.log" >&2
    exit 2
}

code=0
"$binary" run "http://127.0.0.1:$port" --depth standard --strict --baseline "$here/known.json" --out "$folder/out" "$@" || code=$?
exit "$code"
