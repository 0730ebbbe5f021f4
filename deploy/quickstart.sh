#!/usr/bin/env bash
# deploy/quickstart.sh [nginx|traefik|caddy|envoy|envoy-grpc|haproxy|--redis] [--once]
# Runs Postern behind a proxy (nginx by default) on this machine, which may be a fresh Debian 12 or 13. It installs
# what is missing, builds, makes a key and a token, starts the programs on free loopback ports and sends some requests.
# Then it waits for Ctrl-C. With --once it ends after the answers, and exits with 0 if they were right.
# With --redis it starts two resolvers that share a redis-server. nginx asks each of them at a port of its own.
set -euo pipefail
source=$(cd "$(dirname "$0")/.." && pwd)
once= proxy= redis= built_with=()
usage() { sed -n '2,6p' "$0" >&2; exit 2; }
for word in "$@"; do
  case $word in
    --once) once=1 ;;
    --redis) redis=1 ;;
    nginx|traefik|caddy|envoy|envoy-grpc|haproxy) proxy=$word ;;
    *) usage ;;
  esac
done
[[ -z $redis || -z $proxy || $proxy == nginx ]] || usage
proxy=${proxy:-nginx}

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

[[ -z $redis ]] || "$source/deploy/install-packages.sh" redis
for program in nginx curl ${redis:+redis-server}; do
  command -v "$program" >/dev/null || { echo "$program is not installed: deploy/install-packages.sh run${redis:+ redis}" >&2; exit 1; }
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
second_front=$(free_port $((application + 1)))
second_resolver=$(free_port $((admin + 1))) second_admin=$(free_port $((second_resolver + 1)))
listens_for_grpc=
[[ $proxy != envoy-grpc ]] || listens_for_grpc="grpc: {listen: [\"127.0.0.1:$(free_port $((admin + 1)))\"]}"

cd "$folder"
kid=$("$postern" key generate --out private.pem --public public.pem)
"$postern" token mint --key private.pem --issuer https://issuer.example --audience my-app --subject alice >token

configuration() { # configuration PORT PORT: for proxies, and for operators
  cat <<YAML
resolver: {listen: ["127.0.0.1:$1"]}
admin: {listen: ["127.0.0.1:$2"]}
$listens_for_grpc
${redis:+store: {redis: {address: "unix:$folder/redis.sock"\}\}}
issuers:
  - name: quickstart
    issuer: https://issuer.example
    audience: [my-app]
    keys: {pem: [{kid: "$kid", file: public.pem, algorithm: RS256}]}
YAML
}
print_site() { # print_site FILE PORT FOLDER: of the proxy, for this configuration
  "$postern" check -c "$1"
  "$postern" snippet "$proxy" -c "$1" --listen "127.0.0.1:$2" --upstream "127.0.0.1:$application" --output "$3"
}
configuration "$resolver" "$admin" >postern.yaml
print_site postern.yaml "$front" .
if [[ $redis ]]; then
  configuration "$second_resolver" "$second_admin" >second.yaml
  print_site second.yaml "$second_front" second
fi

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
    nginx_file proxy >nginx.conf <<<"  include $printed; ${redis:+include second/$printed;}"
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

wait_for() { # wait_for COMMAND...: repeats it until it succeeds, for at most ten seconds
  for _ in {1..100}; do
    "$@" && return
    sleep 0.1
  done
  tail -n 20 "${logs[@]}" >&2
  exit 1
}
ready() { curl -fso /dev/null "http://127.0.0.1:$1/readyz"; }
logs=(postern.log application.log proxy.log)
if [[ $redis ]]; then
  logs+=(second.log redis.log)
  redis-server --port 0 --unixsocket redis.sock --dir "$folder" --save "" >redis.log &
  children+=($!)
  "$postern" serve -c second.yaml 2>second.log &
  children+=($!)
  wait_for ready "$second_admin"
fi
"$postern" serve -c postern.yaml 2>postern.log &
children+=($!)
nginx -p "$folder" -c application.conf -e application.log &
children+=($!)
"${front_command[@]}" >>proxy.log 2>&1 &
children+=($!)
wait_for ready "$admin"
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
elsewhere=
if [[ $redis ]]; then # from here on the second resolver is asked; the first one is told what to revoke and to end
  first_front=$front front=$second_front elsewhere=" at the first resolver; the second one says"
  ask "the good token at the second resolver" 200 "valid=true user=alice" -H @<(header "$token")
  ask "the cookie of the session at the second resolver" 200 "valid=true user=bob" -H @<(printf 'Cookie: %s\n' "$cookie")
fi
"$postern" token revoke token "${operator[@]}" >/dev/null
"$postern" session revoke --user bob "${operator[@]}" >/dev/null
[[ -z $redis ]] || sleep 1 # milliseconds are usual, and a second is promised
ask "the good token, revoked$elsewhere" 401 'error="invalid_token"' -H @<(header "$token")
ask "the session, ended$elsewhere" 401 'error="invalid_token"' -H @<(printf 'Cookie: %s\n' "$cookie")
"$postern" token mint --key private.pem --issuer https://issuer.example --audience my-app --subject alice >token
[[ -z $once ]] || exit 0

cat <<END

All programs are running. All files are in $folder:
  postern.yaml   the configuration        $printed   for $proxy
  token          good for ten minutes     admin.token for http://127.0.0.1:$admin/metrics
Ask again from another shell:
  TOKEN=\$(cat $folder/token)
  curl -i -H "Authorization: Bearer \$TOKEN" http://127.0.0.1:$front/orders${redis:+   # or :$first_front}
Make another token:
  $postern token mint --key $folder/private.pem --issuer https://issuer.example --audience my-app --subject bob
Make a session, or revoke a token:
  $postern session create --user bob --admin http://127.0.0.1:$admin --token-file $folder/admin.token
  $postern token revoke $folder/token --admin http://127.0.0.1:$admin --token-file $folder/admin.token
${redis:+Look into Redis (docs/redis.md has all keys):
  redis-cli -s $folder/redis.sock --scan
}Ctrl-C stops them and removes the folder.
END
wait -n "${children[@]}" || true
sleep 1 # Ctrl-C reaches the programs, too, and may end them first
echo "one of the programs ended by itself:" >&2
tail -n 20 "${logs[@]}" >&2
exit 1
