"""nginx as the controller ingress-nginx 1.15 configures it for the annotations: rootfs/etc/nginx/template of its source.

Its own Lua, which chooses the address of a Service, is not here: Services are on 127.0.0.1, at their ports.
"""
import re

import programs
import yaml
from proxies.nginx import Nginx

ANNOTATION = "nginx.ingress.kubernetes.io/"


def on_this_machine(url):
    return re.sub("//[^/:]+", "//127.0.0.1", url, count=1)


def switch(value):
    return {"true": "on", "false": "off"}[value]


def copied(names):
    lines = []
    for number, name in enumerate(names):
        lines.append(f"auth_request_set $authHeader{number} $upstream_http_{name.lower().replace('-', '_')};")
        lines.append(f"proxy_set_header '{name}' $authHeader{number};")
    return "\n".join(lines)


def signin(notes):
    if ANNOTATION + "auth-signin" not in notes:
        return "", ""
    url, parameter = notes[ANNOTATION + "auth-signin"], notes[ANNOTATION + "auth-signin-redirect-param"]
    joint = "&" if "?" in url else "?"
    # The controller escapes $request_uri in Lua.
    page = f"location @signin {{ internal; return 302 {url}{joint}{parameter}=$scheme://$http_host$request_uri; }}"
    return page, "error_page 401 = @signin;"


def configuration(files, port):
    ingress, data = yaml.safe_load(files["ingress.yaml"]), yaml.safe_load(files["controller.yaml"])["data"]
    notes = ingress["metadata"]["annotations"]
    (rule,) = ingress["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    removed = yaml.safe_load(files["removed.yaml"])
    assert data["proxy-set-headers"] == f"{removed['metadata']['namespace']}/{removed['metadata']['name']}"
    everywhere = "\n".join(f'proxy_set_header {name} "{value}";' for name, value in removed["data"].items())
    page, led = signin(notes)
    return f"""
underscores_in_headers {switch(data["enable-underscores-in-headers"])};
ignore_invalid_headers {switch(data["ignore-invalid-headers"])};
map $http_upgrade $connection_upgrade {{ default upgrade; '' ''; }}
{data["http-snippet"]}
upstream upstream_balancer {{ server 127.0.0.1:{path["backend"]["service"]["port"]["number"]}; keepalive 320; keepalive_timeout 60s; }}
server {{
  server_name {rule.get("host", "_")};
  listen 127.0.0.1:{port};
  location = /_external-auth-Lw-Prefix {{
    internal;
    proxy_intercept_errors off;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
    proxy_set_header X-Forwarded-Proto "";
    proxy_set_header X-Request-ID $request_id;
    proxy_set_header Host postern.auth.svc.cluster.local;
    proxy_set_header X-Original-URL $scheme://$http_host$request_uri;
    proxy_set_header X-Original-Method $request_method;
    proxy_set_header X-Sent-From "nginx-ingress-controller";
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Auth-Request-Redirect $request_uri;
    proxy_buffering off;
    proxy_buffer_size 4k;
    proxy_buffers 4 4k;
    proxy_request_buffering on;
    proxy_ssl_server_name on;
    proxy_pass_request_headers on;
    client_max_body_size 1m;
    proxy_http_version 1.1;
    set $target "{on_this_machine(notes[ANNOTATION + "auth-url"])}";
    proxy_pass $target;
  }}
  {page}
  location / {{
    auth_request /_external-auth-Lw-Prefix;
    auth_request_set $auth_cookie $upstream_http_set_cookie;
    add_header Set-Cookie $auth_cookie;
    {copied(notes[ANNOTATION + "auth-response-headers"].split(","))}
    {led}
    client_max_body_size 1m;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header X-Request-ID $request_id;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Port $server_port;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Scheme $scheme;
    proxy_set_header X-Scheme $scheme;
    proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;
    proxy_set_header Proxy "";
    {everywhere}
    proxy_connect_timeout 5s;
    proxy_send_timeout 60s;
    proxy_read_timeout 60s;
    proxy_buffering off;
    proxy_buffer_size 4k;
    proxy_buffers 4 4k;
    proxy_http_version 1.1;
    satisfy {notes[ANNOTATION + "satisfy"]};
    proxy_pass http://upstream_balancer;
  }}
}}
"""


class IngressNginx(Nginx):
    kind = "ingress-nginx"
    binaries = {f"ingress-nginx, {name}": binary for name, binary in Nginx.binaries.items()}
    exceptions = {}
    outage = 500  # of the module auth_request; the controller has no annotation for it

    def __init__(self, folder, port, files, binary):
        programs.Nginx.__init__(self, folder, port, configuration(files, port), binary)
