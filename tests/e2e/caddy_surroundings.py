"""Lines around the printed Caddyfile, each of which could change what it does.

A row is written in one line: "; " stands for the end of a line. {folder} is a folder with the files open/page.html and
index.html, {other} a server that answers everybody, {application} the application.
"""

# Global options: everything holds.
GLOBAL = {
    "nothing": "",
    "order of the strips": "order request_header before forward_auth",
    "order of the check": "order forward_auth before basicauth",
    "order of the check, first": "order forward_auth before rewrite",
    "order of handlers": "order handle after route",
    "order of file_server": "order file_server before respond",
    "trusted proxies": "servers {; trusted_proxies static 127.0.0.0/8; }",
    "trusted private networks": "servers {; trusted_proxies static private_ranges; }",
    "trusted proxies and their headers": "servers {; trusted_proxies static 127.0.0.0/8; client_ip_headers X-Real-IP X-Forwarded-For; }",
    "trusted proxies, strictly": "servers {; trusted_proxies static 127.0.0.0/8; trusted_proxies_strict; }",
    "HTTP/2 without TLS": "servers {; protocols h1 h2c; }",
    "HTTP/1 only": "servers {; protocols h1; }",
    "short time-outs": "servers {; timeouts {; read_body 2s; read_header 2s; write 5s; idle 5s; }; }",
    "large heads": "servers {; max_header_size 4MB; }",
    "one name with underscores": "servers {; expected_underscore_headers X_Authgear_User_Id X_Team; }",
    "names with dots": "servers {; expected_dot_headers X.Authgear.User.Id; }",
    "credentials in the log": "servers {; log_credentials; }",
    "full duplex": "servers {; enable_full_duplex; }",
    "strict names": "servers {; strict_sni_host insecure_off; }",
    "metrics": "servers {; metrics; }",
    "debug": "debug",
    "log": "log {; output discard; level DEBUG; }",
    "ports": "http_port 18080; https_port 18443",
    "no automatic HTTPS": "auto_https off",
    "local certificates": "local_certs",
    "a default name": "default_sni app.test",
    "a default address": "default_bind 127.0.0.1",
    "storage": "storage file_system {; root {folder}; }",
}

# Lines of the site that only have to do with other things: everything holds, wherever the line stands.
SITE = {
    "nothing": "",
    "log": "log",
    "skip_log": "skip_log /open*",
    "encode": "encode gzip zstd",
    "templates": "templates",
    "header of answers": "header X-Frame-Options DENY",
    "header of answers, late": "header {; -Server; defer; }",
    "map": "map {http.request.uri.path} {kind} {; /a evil; default none; }",
    "vars": "vars kind evil",
    "root": "root * {folder}",
    "request_body": "request_body {; max_size 8MB; }",
    "push": "push /open/page.html",
    "request_header of another name": "request_header X-Kind evil",
    "request_header without a credential": "request_header -Authorization",
    "Connection": "request_header -Upgrade",
    "another check of some": "forward_auth /open* {other} {; uri /check; copy_headers X-Kind; }",
    "handle": "handle /open* {; reverse_proxy {other}; }",
    "handle of the rest": "handle /open* {; respond opened; }; handle_path /closed* {; abort; }",
    "handle_path": "handle_path /open* {; reverse_proxy {other}; }",
    "route": "route /open* {; reverse_proxy {other}; }",
    "route with a handle": "route {; handle /open* {; respond opened; }; }",
    "respond": "respond /open* opened 200",
    "respond to a matcher": "@open path /open*; respond @open opened 200",
    "error": "error /open* 404",
    "abort": "abort /other*",
    "metrics": "metrics /open*",
    "reverse_proxy": "reverse_proxy /open* {other}",
    "reverse_proxy to the application": "reverse_proxy /open* {application}",
    "reverse_proxy with handle_response":
        "reverse_proxy /open* {other} {; @denied status 401; handle_response @denied {; respond opened 200; }; }",
    "files": "root * {folder}; file_server /open*",
    "files with browse": "handle_path /open* {; root * {folder}; file_server browse; }",
    "php": "root * {folder}; php_fastcgi /open* {other}",
    "rewrite of some": "rewrite /open* /index.html",
    "uri of some": "uri /open* strip_prefix /open",
    "redir of a path": "redir /moved* /open 302",
    "intercept": "intercept {; @lost status 418; replace_status @lost 200; }",
    "log_append": "log_append kind open",
}

# What the site answers at /open/page.html with these lines, all after the check.
ANSWERING = ("respond", "reverse_proxy", "metrics", "file_server", "php_fastcgi", "error")
ANSWERS = [row for row in SITE if any(directive in SITE[row] for directive in ANSWERING)]

# Lines that change the request before the check: Postern is asked for what the client asked for.
REWRITES = {
    "rewrite": "rewrite * /index.php",
    "rewrite with a query": "rewrite * /index.php?path={path}&{query}",
    "uri strip_prefix": "uri strip_prefix /orders",
    "uri replace": "uri replace /orders /public",
    "uri path_regexp": "uri path_regexp ^/.* /public",
    "try_files": "root * {folder}; try_files {path} /index.html",
    "method": "method PUT",
    "host for the application": "request_header Host public.test",
}

# Error pages: an outage may look otherwise, but it opens nothing.
ERRORS = {
    "all is well": "handle_errors {; respond opened 200; }",
    "a page": "handle_errors {; root * {folder}; rewrite * /index.html; file_server; }",
    "a redirect": "handle_errors {; redir * https://evil.test/; }",
    "another server": "handle_errors {; reverse_proxy {other}; }",
    "of some codes": "handle_errors 401 403 502 504 {; respond opened 200; }",
    "of all codes": "handle_errors 4xx 5xx {; respond opened 200; }",
}

# Lines after which nobody reaches the application; in the global options (order) or in the site.
CLOSED = {
    "order of the check, last": "order forward_auth last",
    "order of the check, behind the application": "order forward_auth after reverse_proxy",
    "order of the application": "order reverse_proxy before forward_auth",
    "order of the application, first": "order reverse_proxy first",
    "order of respond": "order respond first",
}

# Another check above this one, and below it.
ANOTHER_CHECK = "forward_auth {other} {; uri /check; copy_headers X-Kind; }"

# Somebody's own words: global options, a line of the site, lines of another site, and the host that is asked for.
# /open/page.html is answered without a check.
OPENS = {
    "redir": ("", "redir /open* https://public.test/", "", "app.test"),
    "order of handle": ("order handle first", "handle /open* {; reverse_proxy {application}; }", "", "app.test"),
    "order of reverse_proxy": ("order reverse_proxy first", "reverse_proxy /open* {application}", "", "app.test"),
    "another site": ("", "", "http://open.test:{port} {; bind 127.0.0.1; reverse_proxy {application}; }", "open.test"),
}

# What only denies more is kept.
DENIES = {
    "basicauth": "basicauth {; somebody JDJhJDE0JG5SeHNaMk1ObWlBUjBkUWloNnd4Wi5DakdaeGo0QkJJOUtpYVE2Z2hjVlVXYUJ3SlltZjB1; }",
    "abort": "abort",
    "error": "error 404",
    "respond": "respond 404",
}
