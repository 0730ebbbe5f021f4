#!/usr/bin/env bash
# tests/run.sh [lint|unit|attack|component|integration|e2e ...] [--preset dev|asan|tsan|clang]
# Installs missing packages (Debian, as root), builds with the preset and runs the named suites, or all of them. The
# last line is `N passed, N failed, N skipped`. Exits with 0 if nothing failed, 1 if something did, 2 for a bad argument.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
  sed -n '2,4p' tests/run.sh >&2
  exit 2
}

suites=() preset=dev
while (($#)); do
  case $1 in
    lint|unit|attack|component|integration|e2e) suites+=("$1") ;;
    --preset) (($# > 1)) || usage; preset=$2; shift ;;
    *) usage ;;
  esac
  shift
done
((${#suites[@]})) || suites=(lint unit attack component integration e2e)
wants() { [[ " ${suites[*]} " == *" $1 "* ]]; }

build=build/$preset
reports=$build/reports
passed=0 failed=0 skipped=0

finish() {
  trap - EXIT
  echo "$passed passed, $failed failed, $skipped skipped"
  exit $((failed > 0))
}
stop() { # stop WHY: counts a failure and ends, because the next steps need this one
  echo "FAILED: $1" >&2
  failed=$((failed + 1))
  finish
}
trap 'stop "interrupted"' INT TERM

# one NAME COMMAND...: runs a command that counts as one test.
one() {
  local name=$1
  shift
  if "$@"; then passed=$((passed + 1)); else echo "FAILED: $name" >&2; failed=$((failed + 1)); fi
}
skip() {
  echo "skipped: $1"
  skipped=$((skipped + 1))
}

# tests NAME COMMAND...: runs COMMAND and counts the tests in its JUnit report. Without a report it has failed.
tests() {
  local name=$1 report=$reports/$1.xml code=0 counts
  shift
  "$@" || code=$?
  counts=$(python3 tests/count.py "$report") || stop "$name left no report (exit code $code)"
  read -r p f s <<<"$counts"
  if ((code != 0 && f == 0)); then # for example, the cleanup after the tests failed
    echo "FAILED: $name (exit code $code)" >&2
    f=1
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

format() { git ls-files -z '*.hpp' '*.cpp' | xargs -0r clang-format-14 --dry-run -Werror; }
tidy() { # in a build folder of its own, because clang cannot read the precompiled headers of gcc
  cmake --preset "$preset" -B build/tidy -DPOSTERN_GRPC=ON -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null &&
    cmake --build build/tidy --target postern_ext_authz >/dev/null &&
    run-clang-tidy-14 -quiet -j2 -p build/tidy "^$PWD/src/(?!separate_compilation)" >"$reports/tidy.log" 2>/dev/null ||
    { grep -E -A3 '(error|warning):' "$reports/tidy.log"; return 1; }
}

purposes=(build grpc test)
wants lint && purposes+=(lint)
[[ $preset == clang ]] && purposes+=(clang)
deploy/install-packages.sh "${purposes[@]}" || stop "packages are missing"

launcher=()
command -v ccache >/dev/null && launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
cmake --preset "$preset" -DPOSTERN_GRPC=ON "${launcher[@]}" >/dev/null || stop "cmake --preset $preset"
rm -rf "$reports" && mkdir -p "$reports"
cmake --build --preset "$preset" || stop "the build"

if wants lint; then
  if command -v clang-format-14 >/dev/null; then one clang-format format; else skip "clang-format 14 is not installed"; fi
  if command -v run-clang-tidy-14 >/dev/null; then one clang-tidy tidy; else skip "clang-tidy 14 is not installed"; fi
fi

if [[ $preset == tsan ]]; then # libraries are built without it, so that what they read and write means nothing
  export TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$PWD/tests/tsan.supp"
fi

# Each test of CTest has its suite as a label.
labels=$(printf '%s\n' "${suites[@]}" | grep -v '^e2e$' | paste -sd'|') || true
[[ -z $labels ]] || tests ctest ctest --preset "$preset" -j2 -L "^($labels)\$" --output-junit "$PWD/$reports/ctest.xml"
if wants e2e; then
  deploy/install-proxies.sh nginx traefik caddy envoy haproxy >/dev/null ||
    echo "a proxy cannot be installed: its tests are skipped (with POSTERN_NEEDS_PROXIES they fail)" >&2
  POSTERN_BINARY=$PWD/$build/postern tests pytest \
    python3 -m pytest -q --tb=short -p no:cacheprovider --junitxml "$reports/pytest.xml" tests/e2e
fi
finish
