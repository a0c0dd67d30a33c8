#!/bin/sh
# axum with serde: builds into build/gallery/axum, serves, checks.
set -eu
# shellcheck source=gallery/stack.sh
. "$(dirname -- "$0")/../stack.sh"

stack_need cargo
mkdir -p "$stack_work/crate"
cp -R "$stack_here/Cargo.toml" "$stack_here/build.rs" "$stack_here/src" "$stack_work/crate/"
(
    cd "$stack_work/crate"
    CONTRACT=$stack_root/cases/webhooks.openapi.json
    export CONTRACT
    cargo build --release --quiet --target-dir "$stack_work/target"
)
stack_check "$stack_work/target/release/gallery-axum"
