# Sourced by gallery/NAME/run.sh: a place to install into, and hookproof against a server there.
# It must not know any framework: each run.sh installs and names the command that serves.
#
# The server gets PORT (it listens on 127.0.0.1), API_KEY (the one it accepts) and CONTRACT (the
# OpenAPI document that has the lists of values). Everything is below build/gallery/NAME.
# shellcheck shell=sh

stack_here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
stack_name=$(basename -- "$stack_here")
stack_root=$(CDPATH='' cd -- "$stack_here/../.." && pwd)
stack_work=$stack_root/build/gallery/$stack_name
mkdir -p "$stack_work"

stack_die() {
    printf 'gallery: %s: %s\n' "$stack_name" "$*" >&2
    exit 2
}

stack_need() { # commands that have to be there
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 || stack_die "$command is not installed"
    done
}

stack_port() { # one that nobody listens on
    python3 -c 'import socket
s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# HOOKPROOF names the binary; without it, the newest kind of build that is there.
stack_hookproof() {
    for binary in "${HOOKPROOF:-}" "$stack_root/build/release/hookproof" \
        "$stack_root/build/dev/hookproof"; do
        if [ -n "$binary" ] && [ -x "$binary" ]; then
            printf '%s\n' "$binary"
            return
        fi
    done
    stack_die 'no hookproof: build it with ./dev run, or name one in HOOKPROOF'
}

# The server is up when it answers anything at all; an installation that is slow to start (a JVM)
# has a minute.
stack_wait() { # URL
    tries=0
    until curl -s -o "$stack_work/first-answer" "$1"; do
        kill -0 "$stack_server" 2>/dev/null || stack_die "the server ended; see $stack_work/server.log"
        tries=$((tries + 1))
        [ "$tries" -lt 240 ] || stack_die "no answer within a minute; see $stack_work/server.log"
        sleep 0.25
    done
}

stack_stop() {
    if [ -n "${stack_server:-}" ]; then
        kill "$stack_server" 2>/dev/null || true
        wait "$stack_server" 2>/dev/null || true
        stack_server=''
    fi
}

# Starts the command, checks it, stops it. With GALLERY_SERVE=1 it only serves, until interrupted:
# for a look by hand with curl. More options for hookproof: GALLERY_OPTIONS.
stack_check() { # COMMAND [ARGS]
    stack_need curl python3
    hookproof=$(stack_hookproof)
    PORT=${PORT:-$(stack_port)}
    API_KEY=gallery-key-7f3a
    CONTRACT=$stack_root/cases/webhooks.openapi.json
    export PORT API_KEY CONTRACT
    trap stack_stop EXIT
    trap 'exit 130' INT TERM
    "$@" >"$stack_work/server.log" 2>&1 &
    stack_server=$!
    stack_wait "http://127.0.0.1:$PORT/"
    if [ "${GALLERY_SERVE:-0}" = 1 ]; then
        printf '%s listens on http://127.0.0.1:%s with the key %s\n' "$stack_name" "$PORT" "$API_KEY"
        wait "$stack_server"
        return
    fi
    status=0
    # shellcheck disable=SC2086 # a list of options
    HOOKPROOF_API_KEY=$API_KEY "$hookproof" run "http://127.0.0.1:$PORT" --depth standard \
        --out "$stack_work/report" --report text --report text="$stack_work/report.txt" \
        --report json --report html ${GALLERY_OPTIONS:-} || status=$?
    return "$status"
}
