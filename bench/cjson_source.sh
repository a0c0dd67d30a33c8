#!/bin/sh
# cjson_source.sh FOLDER: the source of the cJSON that this Debian or Ubuntu ships, with its corrections, in FOLDER/source. Package
# lists of its own, made from the machine's, because few machines have those of sources; changes nothing outside FOLDER.
set -eu
folder=$1
[ ! -f "$folder/source/cJSON.c" ] || exit 0
rm -rf "$folder"
mkdir -p "$folder/parts" "$folder/lists/partial" "$folder/cache/archives/partial" "$folder/package"
cd "$folder"
folder=$PWD
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    [ ! -f "$list" ] || sed -e 's/^Types:.*/Types: deb-src/' -e 's/^deb /deb-src /' "$list" >"parts/${list##*/}"
done
apt() {
    apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/parts" -o "Dir::State::lists=$folder/lists" \
        -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User="$(id -un)" "$@" >>"$folder/log" 2>&1
}
# An archive without sources is not the one with cJSON.
apt update || true
(cd package && apt source cjson && mv cjson-*/ "$folder/source") || {
    cat log >&2
    echo 'cjson_source: no source of the package cjson; is there a network? (or set HP_CJSON_SOURCE to a folder with cJSON.c)' >&2
    exit 1
}
