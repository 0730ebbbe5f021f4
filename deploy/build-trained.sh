#!/usr/bin/env bash
# deploy/build-trained.sh: builds build/trained/postern, a release that is optimised with a profile of the benchmark.
# Builds twice with g++: first a service that records a profile while the benchmark runs, then one that uses the profile.
set -euo pipefail
cd "$(dirname "$0")/.."
deploy/install-packages.sh build bench

build() { # build record|use
  cmake --preset trained -DPOSTERN_PROFILE="$1"
  cmake --build --preset trained
}
rm -rf build/trained/profile
build record
PATH=$PATH:/usr/sbin POSTERN_BINARY=build/trained/postern tests/bench/compare.py --rounds 3 >/dev/null
build use
