#!/bin/sh
# ClusterFuzzLite builds by the contract of OSS-Fuzz.
exec "$SRC/hookproof/fuzz/ossfuzz/build.sh"
