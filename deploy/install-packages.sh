#!/usr/bin/env bash
# install-packages.sh build|grpc|run|redis|test|lint|bench ...
# Installs the missing Debian packages for each purpose with apt. It needs root only if a package is missing;
# without root it then prints the command and fails. It starts no service.
set -euo pipefail

release=$(. /etc/os-release && echo "${ID:-unknown} ${VERSION_ID:-}")
if ! command -v dpkg-query >/dev/null; then
  echo "$release has no dpkg: the tools and libraries that README.md names must be installed" >&2
  exit 0
fi

boost=(libboost-dev libboost-json-dev libboost-url-dev)
[[ $release == "debian 12" ]] && boost=(libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev) # the default, 1.74, is too old

declare -A purposes=(
  [build]="g++ cmake ninja-build libssl-dev libyaml-cpp-dev libcli11-dev libspdlog-dev prometheus-cpp-dev libsqlite3-dev pkg-config libhiredis-dev ${boost[*]}"
  [grpc]="libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc"
  [run]="nginx-light openssl curl"
  [proxies]="python3-venv"
  [haproxy]="haproxy"
  [redis]="redis-server"
  [test]="libgtest-dev libgmock-dev python3-pytest python3-venv python3-h2 python3-yaml lua5.1 nginx-light caddy haproxy redis-server openssl curl systemd"
  [lint]="clang-format-14 clang-tidy-14"
  [clang]="clang"
  [bench]="wrk nghttp2-client nginx-light openssl python3"
)

missing=()
for purpose in "$@"; do
  for package in ${purposes[$purpose]:?"no purpose $purpose"}; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [[ $status == installed ]] || missing+=("$package")
  done
done

# Not every release has this version of the linters. It is left out there, and tests/run.sh reports that.
if ((${#missing[@]})) && [[ " $* " == *" lint "* && $release != "debian 12" ]]; then
  read -ra missing <<<"$(printf '%s\n' "${missing[@]}" | grep -v '^clang-' | tr '\n' ' ')"
fi
((${#missing[@]})) || exit 0

install=(apt-get install -y --no-install-recommends "${missing[@]}")
if ((EUID != 0)); then
  printf 'missing packages; install them with\n  sudo %s\n' "${install[*]}" >&2
  exit 1
fi

# The package of nginx would start it on port 80. This policy prevents that (see invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
echo "installing ${missing[*]}" >&2
log=$(mktemp)
{ apt-get update -qq && "${install[@]}"; } >"$log" 2>&1 || { tail -n 20 "$log" >&2; rm -f "$log"; exit 1; }
rm -f "$log"
