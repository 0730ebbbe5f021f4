#!/usr/bin/env bash
# deploy/quickstart.sh [nginx|traefik|caddy|envoy|envoy-grpc|haproxy] [--once]
# Runs Postern behind a proxy (nginx by default) on this machine, which may be a fresh Debian 12 or 13. It installs
# what is missing, builds, makes a key and a token, starts the programs on free loopback ports and sends some requests.
# Then it waits for Ctrl-C. With --once it ends after the answers, and exits with 0 if they were right.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
once= proxy=nginx built_with=()
for word in "$@"; do
  case $word in
    --once) once=1 ;;
    nginx|traefik|caddy|envoy|envoy-grpc|haproxy) proxy=$word ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
  esac
done

PATH=$PATH:/usr/sbin:/sbin # nginx is in these, and `su` without `-` omits them
if [[ $proxy == envoy-grpc ]]; then
  built_with=(-DPOSTERN_GRPC=ON)
fi
postern=${POSTERN_BINARY:-} # a program that exists already
if [[ -z $postern ]]; then
  "$source/deploy/install-packages.sh" build run ${built_with:+grpc}
  echo "building (the first time takes some minutes) ..."
  log=$(mktemp)
  (cd "$source" && cmake --preset release "${built_with[@]}" && cmake --build --preset release) >"$log" 2>&1 ||
    { tail -n 40 "$log" >&2; rm -f "$log"; exit 1; }
  rm -f "$log"
  postern=$source/build/release/postern
fi

for program in nginx curl; do
  command -v "$program" >/dev/null || { echo "$program is not installed: deploy/install-packages.sh run" >&2; exit 1; }
done
proxy_program=nginx # Debian's, as HAProxy is; the others are installed into build/proxies
if [[ $proxy != nginx ]]; then
  "$source/deploy/install-packages.sh" proxies
  proxy_program=$("$source/deploy/install-proxies.sh" "${proxy%-grpc}")
fi

umask 077
folder=$(mktemp -d "${TMPDIR:-/tmp}/postern-quickstart.XXXXXX")
children=()
stop() {
  trap - EXIT
  if ((${#children[@]})); then
    kill "${children[@]}" 2>/dev/null || true
    wait "${children[@]}" 2>/dev/null || true
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() { # free_port FROM: the first port from FROM on that is free
  local port=$1
  while answers "$port"; do port=$((port + 1)); done
  echo "$port"
}
front=$(free_port 8080) application=$(free_port $((front + 1)))
resolver=$(free_port 9080) admin=$(free_port $((resolver + 1)))
listens_for_grpc=
[[ $proxy != envoy-grpc ]] || listens_for_grpc="grpc: {listen: [\"127.0.0.1:$(free_port $((admin + 1)))\"]}"

cd "$folder"
kid=$("$postern" key generate --out private.pem --public public.pem)
"$postern" token mint --key private.pem --issuer https://issuer.example --audience my-app --subject alice >token

cat >postern.yaml <<YAML
resolver: {listen: ["127.0.0.1:$resolver"]}
admin: {listen: ["127.0.0.1:$admin"]}
$listens_for_grpc
issuers:
  - name: quickstart
    issuer: https://issuer.example
    audience: [my-app]
    keys: {pem: [{kid: "$kid", file: public.pem, algorithm: RS256}]}
YAML
"$postern" check -c postern.yaml
"$postern" snippet "$proxy" -c postern.yaml --listen "127.0.0.1:$front" --upstream "127.0.0.1:$application" --output .

nginx_file() { # nginx_file NAME: an nginx.conf for an ordinary user; its http block is standard input
  cat <<NGINX
daemon off; pid $1.pid; worker_processes 1; $( ((EUID)) || echo "user root;")
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
$(cat)
}
NGINX
}

# The application is an nginx, too. It answers with the identity that it received.
nginx_file application >application.conf <<NGINX
  server {
    listen 127.0.0.1:$application;
    return 200 "the application saw: valid=\$http_x_authgear_session_valid user=\$http_x_authgear_user_id\n";
  }
NGINX

# Each proxy runs the printed text, unchanged.
case $proxy in
  nginx)
    printed=postern.conf
    nginx_file proxy >nginx.conf <<<"  include $printed;"
    front_command=(nginx -p "$folder" -c nginx.conf -e proxy.log) ;;
  traefik)
    printed=traefik.yml # which Traefik finds in this folder
    front_command=("$proxy_program") ;;
  caddy)
    printed=Caddyfile
    printf '{\n\tadmin off\n}\nimport %s\n' "$printed" >main.caddyfile
    front_command=(env "HOME=$folder" "XDG_DATA_HOME=$folder" "XDG_CONFIG_HOME=$folder"
      "$proxy_program" run --config main.caddyfile --adapter caddyfile) ;;
  envoy|envoy-grpc)
    printed=envoy.yaml
    front_command=("$proxy_program" -c "$printed" --disable-hot-restart --concurrency 2 -l warning) ;;
  haproxy)
    printed=haproxy.cfg # which loads postern.lua beside it
    front_command=("$proxy_program" -db -f "$printed") ;;
esac

"$postern" serve -c postern.yaml 2>postern.log &
children+=($!)
nginx -p "$folder" -c application.conf -e application.log &
children+=($!)
"${front_command[@]}" >>proxy.log 2>&1 &
children+=($!)
wait_for() { # wait_for COMMAND...: repeats it until it succeeds, for at most ten seconds
  for _ in {1..100}; do
    "$@" && return
    sleep 0.1
  done
  cat postern.log application.log proxy.log >&2
  exit 1
}
ready() { curl -fso /dev/null "http://127.0.0.1:$admin/readyz"; }
wait_for ready
wait_for answers "$front"
# Traefik listens before it has read its routers; then it answers 404.
asks() { curl -so /dev/null -w '%{http_code}' "http://127.0.0.1:$front/" | grep -q 401; }
wait_for asks

# ask WHAT STATUS TEXT [curl options]: sends a request through the proxy, prints the answer and checks it.
ask() {
  local what=$1 status=$2 text=$3 answer
  shift 3
  answer=$(curl -si "$@" "http://127.0.0.1:$front/orders")
  printf '\n--- %s\n%s\n' "$what" "$(grep -Ei '^(HTTP|WWW-Authenticate|the application)' <<<"$answer" | tr -d '\r')"
  if [[ $answer != "HTTP/1.1 $status "* || $answer != *"$text"* ]]; then
    echo "expected $status and \"$text\"" >&2
    exit 1
  fi
}
# curl reads the header from a file, because every user of this machine can see arguments.
header() { printf 'Authorization: Bearer %s\n' "$1"; }
operator=(--admin "http://127.0.0.1:$admin" --token-file admin.token)
token=$(<token)
last=A
[[ ${token: -10:1} == A ]] && last=B
ask "a good token" 200 "valid=true user=alice" -H @<(header "$token")
ask "no token" 401 'realm="postern"'
ask "the token with one letter changed" 401 'error="invalid_token"' -H @<(header "${token:0:-10}$last${token: -9}")
cookie=$("$postern" session create --user bob "${operator[@]}" 2>/dev/null | awk '/^cookie/ { print $2 }')
ask "the cookie of a session" 200 "valid=true user=bob" -H @<(printf 'Cookie: %s\n' "$cookie")
"$postern" token revoke token "${operator[@]}" >/dev/null
ask "the good token, revoked" 401 'error="invalid_token"' -H @<(header "$token")
"$postern" session revoke --user bob "${operator[@]}" >/dev/null
ask "the session, ended" 401 'error="invalid_token"' -H @<(printf 'Cookie: %s\n' "$cookie")
"$postern" token mint --key private.pem --issuer https://issuer.example --audience my-app --subject alice >token
[[ -z $once ]] || exit 0

cat <<END

All programs are running. All files are in $folder:
  postern.yaml   the configuration        $printed   for $proxy
  token          good for ten minutes     admin.token for http://127.0.0.1:$admin/metrics
Ask again from another shell:
  TOKEN=\$(cat $folder/token)
  curl -i -H "Authorization: Bearer \$TOKEN" http://127.0.0.1:$front/orders
Make another token:
  $postern token mint --key $folder/private.pem --issuer https://issuer.example --audience my-app --subject bob
Make a session, or revoke a token:
  $postern session create --user bob --admin http://127.0.0.1:$admin --token-file $folder/admin.token
  $postern token revoke $folder/token --admin http://127.0.0.1:$admin --token-file $folder/admin.token
Ctrl-C stops them and removes the folder.
END
wait -n "${children[@]}" || true
sleep 1 # Ctrl-C reaches the programs, too, and may end them first
echo "one of the programs ended by itself:" >&2
tail -n 20 postern.log application.log proxy.log >&2
exit 1
