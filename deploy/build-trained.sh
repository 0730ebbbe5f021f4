#!/usr/bin/env bash
# deploy/build-trained.sh: build/trained/postern, a release whose code is laid out for what it mostly does.
# Builds twice with g++: a service that records where it goes while the benchmark asks it, then one that uses the record.
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
