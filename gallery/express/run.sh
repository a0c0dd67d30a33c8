#!/bin/sh
# Express with zod: installs into build/gallery/express, serves, checks.
set -eu
# shellcheck source=gallery/stack.sh
. "$(dirname -- "$0")/../stack.sh"

stack_need node npm
cp "$stack_here/package.json" "$stack_here/server.js" "$stack_work/"
(cd "$stack_work" && npm install --no-audit --no-fund --no-package-lock --silent)
stack_check node "$stack_work/server.js"
