#!/bin/sh
# A run over HTTP beside wrk, against the same server in the same minute, in turn.
#
# wrk sends one fixed body of about the size that the rows send, and in a second column a body of its own for
# each request (Lua). hookproof sends a body of its own for each request, judges every answer and writes
# its journal; its rows have over 200,000 cases, so that it does not end before its time. Figures are
# requests a second; the last lines are the medians of the paired ratios.
# usage: http.sh HOOKPROOF [ROUNDS]
set -eu
hookproof=$1
rounds=${2:-5}
folder=$(mktemp -d)
"$hookproof" serve --listen 127.0.0.1:0 >"$folder/serve" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
while ! grep -q listening "$folder/serve"; do sleep 0.1; done
url=$(sed -n 's/^listening on \([^ ]*\).*/\1/p' "$folder/serve")

body='{"webhook":{"operations":["CREATE"],"name":"hookproof 0123456789ab","type":"CONNECTION_CHANGED","data_models":["ACCOUNTS"],"url":"https://example.com/hooks/0123456789ab","headers":{"x-hookproof-case":"0123456789ab"}}}'
cat >"$folder/fixed.lua" <<LUA
wrk.method = "POST"
wrk.body = '$body'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["api_key"] = "hookproof-demo-key"
LUA
cat >"$folder/own.lua" <<LUA
local before, after = '$body', ''
before, after = string.match('$body', '(.*name":"hookproof )0123456789ab(.*)')
local count = 0
local headers = {["Content-Type"] = "application/json", ["api_key"] = "hookproof-demo-key"}
request = function()
  count = count + 1
  return wrk.format("POST", "/v3/core/webhooks", headers, before .. string.format("%012x", count) .. after)
end
LUA

wrk_rate() { # script
    wrk -t1 -c16 -d3s -s "$1" "$url/v3/core/webhooks" | sed -n 's/^Requests\/sec: *//p'
}
hookproof_rate() { # ends with 4 when the time is over, and not by a fault
    "$hookproof" run "$url" --api-key hookproof-demo-key --depth full --time 3 --out "$folder/out" \
        --include valid-url-forms --include valid-name-unicode --include valid-json-member-order \
        --include valid-json-escapes --include valid-json-whitespace --include valid-media-type-forms \
        --report json >/dev/null || test $? -eq 4 # the time is over: that is how it ends
    sed -n 's/.*"requests_per_second":\([0-9.]*\).*/\1/p' "$folder/out/report.json"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "requests/s: hookproof | wrk, one body | wrk, a body each"
for _ in $(seq "$rounds"); do
    ours=$(hookproof_rate)
    fixed=$(wrk_rate "$folder/fixed.lua")
    own=$(wrk_rate "$folder/own.lua")
    printf '  %10.0f | %10.0f | %10.0f\n' "$ours" "$fixed" "$own"
    echo "$ours $fixed" | awk '{ print $1 / $2 }' >>"$folder/ratio-fixed"
    echo "$ours $own" | awk '{ print $1 / $2 }' >>"$folder/ratio-own"
done
printf 'hookproof over wrk with one body: median ratio %.2f\n' "$(median <"$folder/ratio-fixed")"
printf 'hookproof over wrk with a body each: median ratio %.2f\n' "$(median <"$folder/ratio-own")"
