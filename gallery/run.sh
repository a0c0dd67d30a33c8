#!/bin/sh
# The operation in other people's frameworks, each judged by hookproof: gallery/run.sh [NAME...].
#
# Needs the package registry of each stack, so it is no part of `./dev test`. What was found, and
# what of it is by a framework's defaults, stands in docs/gallery.md.
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if [ $# -eq 0 ]; then
    for script in "$here"/*/run.sh; do
        set -- "$@" "$(basename -- "$(dirname -- "$script")")"
    done
fi

failed=0
for name in "$@"; do
    if [ ! -x "$here/$name/run.sh" ]; then
        printf 'gallery: no stack is called %s\n' "$name" >&2
        exit 2
    fi
    printf '==> %s\n' "$name"
    status=0
    "$here/$name/run.sh" || status=$?
    # 0 and 1 are verdicts; all else means that nothing was judged.
    case $status in
    0 | 1) ;;
    *)
        printf 'gallery: %s ended with %s\n' "$name" "$status" >&2
        failed=1
        ;;
    esac
done
exit "$failed"
