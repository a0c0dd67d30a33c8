#!/bin/sh
# What every tracked source file has to keep: its length, a reason at its top, and no mention of the
# machine that it was written on.
# usage: files.sh SOURCE_DIR
set -eu
cd "$1"

bad=0
complain() {
    printf '%s\n' "$1"
    bad=1
}

files=$(git ls-files '*.c' '*.h')
[ -n "$files" ] || complain 'no tracked sources'
for file in $files; do
    lines=$(wc -l <"$file")
    case $file in
    cases/* | *_vectors.h | tests/*) limit=1500 ;; # tables
    *) limit=500 ;;
    esac
    [ "$lines" -le "$limit" ] || complain "$file: $lines lines, over $limit: is it still one thing?"
    head -c 2 "$file" | grep -q '^/\*' || complain "$file: does not open with why it exists"
done

# A path of somebody's machine or a registry's address in a tracked file.
if git grep -nIE '(^|[^A-Za-z])/(work|root)/|deb\.debian|registry\.npmjs|pypi\.org' -- ':!tests/lint/files.sh'; then
    complain 'the lines above name a path or a host of one machine'
fi
exit $bad
