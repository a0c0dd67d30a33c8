#!/bin/sh
# Go's standard library: builds into build/gallery/go, serves, checks.
set -eu
# shellcheck source=gallery/stack.sh
. "$(dirname -- "$0")/../stack.sh"

stack_need go
(cd "$stack_here" && go build -o "$stack_work/server" .)
stack_check "$stack_work/server"
