#!/bin/sh
# A run over HTTP beside wrk, against the same server in the same minute, in turn.
#
# hookproof sends all cases of a few rows once, over 200,000 requests, each with a body of its own, judges
# every answer and writes its journal. So what it sends does not depend on how fast it is, and it has to end
# by itself, with exit code 0: every answer was as it should be. Its figure is requests over the time from the
# first connection to the last answer.
#
# wrk sends one fixed body for two seconds, and in a second column a body of its own for each request (Lua).
# Its bodies have the mean size of those that hookproof sends, which is measured first, with one case in fifty.
# One run of each comes first and does not count. Figures are requests a second; the last lines are the medians of the paired ratios.
# usage: http.sh HOOKPROOF [ROUNDS]
set -eu
hookproof=$1
rounds=${2:-9}
folder=$(mktemp -d)
"$hookproof" serve --listen 127.0.0.1:0 >"$folder/serve" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$folder"' EXIT
while ! grep -q listening "$folder/serve"; do sleep 0.1; done
url=$(sed -n 's/^listening on \([^ ]*\).*/\1/p' "$folder/serve")

send() { # url, options
    "$hookproof" run "$@" --depth full --out "$folder/out" --report json \
        --include valid-url-forms --include valid-name-unicode --include valid-json-member-order \
        --include valid-json-escapes --include valid-json-whitespace --include valid-media-type-forms >/dev/null
}

# A trace shows the request, "(body of N bytes)" under it, and then ">>>" and the answer.
mean_bytes() {
    send builtin --shard 1/50 --trace 2>&1 |
        awk '/^--- / { request = 1 } /^>>> / { request = 0 }
             request && /^\(body of [0-9]+ bytes\)$/ { sum += $3; count++ } END { printf "%d", sum / count + 0.5 }'
}

size=$(mean_bytes)
before='{"webhook":{"operations":["CREATE"],"name":"hookproof '
after='","type":"CONNECTION_CHANGED","data_models":["ACCOUNTS"],"url":"https://example.com/hooks/0123456789ab","headers":{"x-hookproof-case":"0123456789ab"}}}'
tag=0123456789ab
padding=$(printf '%*s' $((size - ${#before} - ${#tag} - ${#after})) '' | tr ' ' x)
body="$before$padding$tag$after"
cat >"$folder/fixed.lua" <<LUA
wrk.method = "POST"
wrk.body = '$body'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["api_key"] = "hookproof-demo-key"
LUA
cat >"$folder/own.lua" <<LUA
local before, after = '$before$padding', '$after'
local count = 0
local headers = {["Content-Type"] = "application/json", ["api_key"] = "hookproof-demo-key"}
request = function()
  count = count + 1
  return wrk.format("POST", "/v3/core/webhooks", headers, before .. string.format("%012x", count) .. after)
end
LUA

wrk_rate() { # script
    wrk -t1 -c16 -d2s -s "$1" "$url/v3/core/webhooks" | sed -n 's/^Requests\/sec: *//p'
}
hookproof_rate() {
    send "$url" --api-key hookproof-demo-key
    sed -n 's/.*"requests_per_second":\([0-9.]*\).*/\1/p' "$folder/out/report.json"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

echo "a body of wrk has $size octets, the mean of those that hookproof sends"
echo "requests/s: hookproof | wrk, one body | wrk, a body each"
hookproof_rate >/dev/null # the server's memory of ids grows in its first seconds
wrk_rate "$folder/fixed.lua" >/dev/null
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
