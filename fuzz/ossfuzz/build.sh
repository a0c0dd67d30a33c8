#!/bin/sh
# Builds every fuzz target by the contract of OSS-Fuzz and ClusterFuzzLite: compilers and flags come in CC, CXX, CFLAGS and
# LIB_FUZZING_ENGINE; targets, seed corpora, dictionaries and options go to OUT. WORK is the build folder.
# https://google.github.io/oss-fuzz/getting-started/new-project-guide/#buildsh
set -eu
: "${CC:?}" "${CXX:?}" "${OUT:?}" "${WORK:?}" "${LIB_FUZZING_ENGINE:?}"
# The image has a link to this script.
source=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")/../.." && pwd)

# The path is for the libraries that are copied beside the targets: the runners of OSS-Fuzz have none of them. The old kind of tag
# counts for the libraries of libraries as well.
# shellcheck disable=SC2016 # $ORIGIN is the loader's
cmake -S "$source" -B "$WORK/hookproof" -G Ninja -DCMAKE_BUILD_TYPE=None -DHP_TESTS=OFF -DHP_FUZZ=ON \
    -DHP_FUZZ_ENGINE="$LIB_FUZZING_ENGINE" -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
    -DCMAKE_C_FLAGS="${CFLAGS-}" -DCMAKE_CXX_FLAGS="${CXXFLAGS-}" -DCMAKE_BUILD_RPATH='$ORIGIN/lib' -DCMAKE_EXE_LINKER_FLAGS=-Wl,--disable-new-dtags >/dev/null
ninja -C "$WORK/hookproof" fuzz_all

# Without those of an earlier build: the targets would be told to take theirs from there.
rm -rf "${OUT:?}/lib"
mkdir -p "$OUT/lib"
while read -r name folders; do
    cp "$WORK/hookproof/fuzz/${name}_fuzzer" "$OUT/"
    cp "$WORK/hookproof/fuzz/hookproof.dict" "$OUT/${name}_fuzzer.dict"
    printf '[libfuzzer]\nmax_len = 4096\nlen_control = 100\ntimeout = 25\n' >"$OUT/${name}_fuzzer.options"
    rm -f "$OUT/${name}_fuzzer_seed_corpus.zip"
    for folder in $folders; do
        (cd "$source/corpus" && zip -q -r "$OUT/${name}_fuzzer_seed_corpus.zip" "$folder")
    done
done <"$WORK/hookproof/fuzz_targets"

# Everything but the C library's own.
ldd "$OUT"/*_fuzzer | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p' | sort -u |
    grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|ld-linux[^/]*|libgcc_s)\.so' | while read -r library; do
    cp -L "$library" "$OUT/lib/"
done
