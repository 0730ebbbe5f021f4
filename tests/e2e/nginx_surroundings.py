"""Settings around the printed nginx text, each of which could change what it does.

In a row {folder} is a writable folder, {other} a server that answers everybody, {application} the application,
{upstream} its name in the text, {lines} the printed postern-location.conf.
"""

# In http { }, before the text.
HTTP = {
    "nothing": "",
    # Error pages, and what turns answers into them.
    "error_page of an outage": "error_page 500 502 503 504 =200 /m.html;",
    "error_page of an outage, recursive": "recursive_error_pages on; error_page 500 502 503 504 =200 /m.html;",
    "error_page of an outage, code of the page": "error_page 500 502 503 504 = /m.html;",
    "error_page of a denial": "error_page 401 403 404 =200 /index.html;",
    "error_page of a denial, intercepted": "proxy_intercept_errors on; error_page 401 403 404 =200 /index.html;",
    "error_page of everything, intercepted, recursive":
        "proxy_intercept_errors on; recursive_error_pages on; error_page 400 401 403 404 500 502 503 504 =200 /m.html;",
    "error_page of 599": "error_page 599 =200 /m.html;",
    "error_page as a redirect": "proxy_intercept_errors on; error_page 401 403 500 502 503 =302 https://evil.test/;",
    "proxy_intercept_errors": "proxy_intercept_errors on;",
    "recursive_error_pages": "recursive_error_pages on;",
    # The order of phases.
    "satisfy any, everybody is allowed": "satisfy any; allow all;",
    "satisfy any, some are allowed": "satisfy any; allow 127.0.0.0/8; deny all;",
    "satisfy any and error pages":
        "satisfy any; allow all; proxy_intercept_errors on; recursive_error_pages on; error_page 401 403 503 =200 /m.html;",
    "auth_request of something else": "auth_request /m.html;",
    "auth_request off": "auth_request off;",
    "auth_request_set": "auth_request_set $postern_answer 200; auth_request_set $postern_login https://evil.test/;",
    "limit_req answers first": "limit_req_zone $host zone=one:1m rate=1000r/s; limit_req zone=one burst=1000; limit_req_status 401;",
    "limit_conn": "limit_conn_zone $host zone=one:1m; limit_conn one 100;",
    "mirror": "mirror /mirrored;",
    "mirror without a body": "mirror /mirrored; mirror_request_body off;",
    "ssi": "ssi on; ssi_types *;",
    "client_max_body_size": "client_max_body_size 1k;",
    "client_body_in_file_only": "client_body_in_file_only clean;",
    "client_body_early_read": "client_body_early_read on;",
    "log_subrequest": "log_subrequest on; access_log /dev/null;",
    "merge_slashes": "merge_slashes off;",
    "server_tokens and such": "server_tokens off; etag off; if_modified_since before; max_ranges 0; chunked_transfer_encoding off;",
    "redirects by the server's name": "server_name_in_redirect on; port_in_redirect off; absolute_redirect off;",
    # Names of headers.
    "underscores_in_headers": "underscores_in_headers on;",
    "ignore_invalid_headers": "ignore_invalid_headers off;",
    "max_headers": "max_headers 1000;",
    "large_client_header_buffers": "large_client_header_buffers 4 1k; client_header_buffer_size 1k;",
    # What the check is sent, and what is read of its answer.
    "proxy_set_header": "proxy_set_header X-Authgear-User-Id evil; proxy_set_header Authorization $http_authorization;",
    "proxy_set_header of the original request": "proxy_set_header X-Forwarded-Uri /public; proxy_set_header Host evil.test;",
    "proxy_pass_request_headers": "proxy_pass_request_headers off;",
    "proxy_pass_request_body": "proxy_pass_request_body off;",
    "proxy_method": "proxy_method POST;",
    "proxy_method HEAD": "proxy_method HEAD;",
    "proxy_http_version 1.0": "proxy_http_version 1.0;",
    "proxy_http_version 2": "proxy_http_version 2;",
    "proxy_pass_header": "proxy_pass_header X-Accel-Redirect; proxy_pass_header Date;",
    "proxy_hide_header": "proxy_hide_header WWW-Authenticate; proxy_hide_header Location; proxy_hide_header X-Authgear-User-Id;",
    "proxy_ignore_headers": "proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires X-Accel-Redirect;",
    "proxy_redirect": "proxy_redirect https://login.test/ https://evil.test/;",
    "proxy_cookies": "proxy_cookie_domain app.test evil.test; proxy_cookie_path / /x;",
    "proxy_pass_trailers": "proxy_pass_trailers on;",
    "early_hints": "early_hints 1;",
    "proxy_force_ranges": "proxy_force_ranges on;",
    "slice": "slice 1k;",
    # Where answers are kept.
    "proxy_cache": "proxy_cache_path {folder}/cache keys_zone=c:1m; proxy_cache c; proxy_cache_valid any 10m;",
    "proxy_cache by path, whatever the answer says":
        "proxy_cache_path {folder}/cache keys_zone=c:1m; proxy_cache c; proxy_cache_valid any 10m; proxy_cache_key $host$uri;"
        "proxy_ignore_headers Cache-Control Expires Set-Cookie; proxy_cache_methods GET HEAD POST; proxy_cache_lock on;",
    "proxy_cache, stale while it is down":
        "proxy_cache_path {folder}/cache keys_zone=c:1m; proxy_cache c; proxy_cache_valid any 1s; proxy_cache_key $host;"
        "proxy_ignore_headers Cache-Control; proxy_cache_use_stale error timeout http_500 http_503 http_403 updating;",
    "proxy_store": "proxy_store {folder}/stored;",
    # How it is reached.
    "proxy_next_upstream off": "proxy_next_upstream off;",
    "proxy_next_upstream after a denial": "proxy_next_upstream error timeout http_403 http_404 http_500 http_503 non_idempotent;",
    "proxy_next_upstream_tries": "proxy_next_upstream_tries 1; proxy_next_upstream_timeout 1ms;",
    "proxy_buffering": "proxy_buffering off; proxy_request_buffering off;",
    "proxy_request_buffering": "proxy_request_buffering off;",
    "proxy_limit_rate": "proxy_limit_rate 100000;",
    "proxy_buffers of one page": "proxy_buffer_size 4k; proxy_buffers 8 4k; proxy_busy_buffers_size 8k; proxy_temp_file_write_size 8k;",
    "proxy_buffers, large": "proxy_buffer_size 128k; proxy_buffers 4 256k; proxy_busy_buffers_size 256k;",
    "proxy_max_temp_file_size": "proxy_max_temp_file_size 8k; proxy_temp_file_write_size 8k;",
    "proxy_ssl": "proxy_ssl_verify on; proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;"
                 "proxy_ssl_server_name on; proxy_ssl_name evil.test;",
    "proxy_ignore_client_abort": "proxy_ignore_client_abort on;",
    "proxy_socket": "proxy_socket_keepalive on; proxy_send_lowat 0;",
    "proxy_headers_hash": "proxy_headers_hash_max_size 64;",
    # What is added to answers, and taken from them.
    "add_header": "add_header X-Authgear-User-Id evil always; add_header Cache-Control 'public, max-age=600';",
    "add_trailer": "add_trailer X-Authgear-User-Id evil always;",
    "expires": "expires max;",
    "sub_filter": "sub_filter html evil; sub_filter_types *;",
    "gzip": "gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; gunzip on;",
    "charset": "charset utf-8; charset_types *;",
    "userid": "userid on;",
    "postpone_output": "postpone_output 0; subrequest_output_buffer_size 16; output_buffers 1 512; send_timeout 5s;",
    "keepalive": "keepalive_timeout 0; keepalive_requests 1; reset_timedout_connection on; lingering_close off;",
    "set_real_ip_from": "set_real_ip_from 0.0.0.0/0; real_ip_header X-Forwarded-For;",
    "root and index": "root {folder}; index m.html; autoindex on;",
    "gzip_static and dav": "root {folder}; gzip_static always; dav_methods PUT DELETE;",
}

# Lines that somebody adds below the first lines of the printed server.
SERVER = {
    "error_page of an outage with a page of its own":
        "error_page 500 502 503 504 =200 /m.html; location = /m.html { proxy_pass http://{other}; }",
    "error_page to a named location, its code":
        "error_page 401 403 500 502 503 504 = @maintenance; location @maintenance { proxy_pass http://{application}; }",
    "error_page of everything": "error_page 400 401 403 404 500 502 503 504 =200 /m.html; location = /m.html { proxy_pass http://{other}; }",
    "auth_request_set": "auth_request_set $postern_answer 'postern-x 200';",
    "rewrite to a front controller": "rewrite ^/(?!index)(.*)$ /index.php/$1 last;",
    "rewrite of everything": "rewrite ^ $request_uri last;",
    "rewrite without another look": "rewrite ^/(.*)$ /app/$1 break;",
    "rewrite of everything, to the client": "rewrite ^/old$ /new permanent;",
    "try_files": "root {folder}; try_files $uri /m.html;",
    "variables that the text uses": "set $postern_login https://evil.test/; set $postern_answer 'postern-x 200'; set $identity_2 evil;",
    "if": "if ($http_x_want = nothing) { return 200; }",
    "auth_basic": "auth_basic off;",
    "add_header": "add_header X-Other 1 always; expires max;",
    "a header of its own": "proxy_set_header X-Real-IP $remote_addr;",
    "client_max_body_size": "client_max_body_size 8m;",
    "root and index": "root {folder}; index m.html;",
}

# Lines of the server that contradict the text: nginx does not start with both.
REFUSED = {
    "satisfy any": "satisfy any; allow all;",
    "auth_request off": "auth_request off;",
    "auth_request of something else": "auth_request /m.html;",
    "error pages instead of answers": "proxy_intercept_errors on;",
    "error pages of error pages": "recursive_error_pages on;",
    "underscores_in_headers": "underscores_in_headers on;",
    "ignore_invalid_headers": "ignore_invalid_headers off;",
    "merge_slashes": "merge_slashes off;",
    "a cache": "proxy_cache off;",
    "server-side includes": "ssi on;",
}

# Lines above the whole printed text of the server: nothing can protect the check from them. It fails, nobody gets in.
CLOSED = {
    "rewrite above the check to a front controller": "rewrite ^/(.*)$ /index.php last;",
    "rewrite above the check to a page": "rewrite ^/_postern/ /m.html last; location = /m.html { proxy_pass http://{other}; }",
    "the check is answered by something else": "if ($uri ~ ^/_postern/) { return 200; }",
    "the check is answered without content": "if ($uri ~ ^/_postern/) { return 204; }",
}

# Locations that somebody adds to the server, and what becomes of /edit/:
# guarded        only who Postern allows gets to the application, with an identity that is Postern's
# guarded files  only who Postern allows gets the answer, which nginx gives itself
# anonymous      as guarded, but the application learns no identity, also none that was made up
# forgeable      as guarded, but the application learns what the client made up, unless the tripwire is on
# open           everybody gets to the application, without any identity
# open, forgeable   everybody gets to the application, which learns what the client made up, unless the tripwire is on
# answered       everybody gets the answer, which nginx gives itself
# closed         nobody gets in
# closed after a denial   as guarded, but the denied are told 500 or 503
# open after a denial     as guarded, but the denied get to the application, too, without any identity
GUARD = "proxy_pass http://$postern_application;"
EDITS = {
    "a location": ("guarded", "location /edit/ { %s }"),
    "a location with the address": ("guarded", "location /edit/ { proxy_pass http://{application}; }"),
    "a location for its own name": ("guarded", "location /edit/ { proxy_pass http://{upstream}; }"),
    "a regular expression": ("guarded", r"location ~ \.(js|png)$ { %s }"),
    "an exact location": ("guarded", "location = /edit/a.png { %s }"),
    "a location that stops regular expressions": ("guarded", "location ^~ /edit/ { %s }"),
    "a location in a location": ("guarded", "location /edit/ { location /edit/a { %s } }"),
    "a regular expression in a location": ("guarded", r"location /edit/ { location ~ png$ { %s } }"),
    "a location without a line of its own": ("guarded files", "location /edit/ { alias {folder}/; }"),
    "files": ("guarded files", "location /edit/ { root {folder}; }"),
    "try_files to a file": ("guarded files", "location /edit/ { root {folder}; try_files $uri =404; }"),
    "try_files to a named location": ("guarded", "location /edit/ { root {folder}; try_files /none @app; } location @app { %s }"),
    "try_files to a location": ("guarded", "location /edit/ { root {folder}; try_files /none /app; } location /app { %s }"),
    "try_files to a named location that asks no second time":
        ("guarded", "location /edit/ { root {folder}; try_files /none @app; } location @app { auth_request off; %s }"),
    "error_page to a named location": ("guarded", "location /edit/ { alias {folder}/none/; error_page 404 = @app; } location @app { %s }"),
    "error_page to a location": ("guarded", "location /edit/ { alias {folder}/none/; error_page 404 = /app; } location /app { %s }"),
    "error_page for the answers of the application": ("guarded", "location /edit/ { proxy_intercept_errors on; error_page 404 /404.html; %s }"),
    "index": ("guarded files", "location /edit/ { rewrite ^ /index/ last; } location /index/ { alias {folder}/edit/; index a.png; }"),
    "rewrite to another location": ("guarded", "location /edit/ { rewrite ^ /elsewhere last; }"),
    "rewrite in the location": ("guarded", "location /edit/ { rewrite ^/edit/(.*)$ /$1 break; %s }"),
    "if with its own line": ("guarded", "location /edit/ { if ($request_method = GET) { %s } }"),
    "if with a variable": ("guarded", "location /edit/ { if ($request_method = GET) { set $mine 1; } %s }"),
    "if with a header for the client": ("guarded", "location /edit/ { if ($request_method = GET) { add_header X-Other 1; } %s }"),
    "limit_except": ("guarded", "location /edit/ { limit_except GET { deny all; } %s }"),
    "mirror": ("guarded", "location /edit/ { mirror /mirrored; %s } location = /mirrored { internal; proxy_pass http://{other}; }"),
    "the endpoint again": ("guarded", "location /edit/ { auth_request /_postern/authz/nginx; %s }"),
    "expires and add_header": ("guarded", "location /edit/ { expires max; add_header Cache-Control public; %s }"),
    "a path of its own": ("guarded", "location /edit/ { proxy_pass http://$postern_application/other; }"),
    "a body size, time-outs and buffers": ("guarded", "location /edit/ { client_max_body_size 8m; proxy_read_timeout 5s; proxy_buffering off; %s }"),
    "auth_basic off": ("guarded", "location /edit/ { auth_basic off; %s }"),
    # Locations with a directive that replaces all of its name, without and with the included lines.
    "proxy_set_header": ("forgeable", "location /edit/ { proxy_set_header X-Real-IP $remote_addr; %s }"),
    "proxy_set_header, included": ("guarded", "location /edit/ { proxy_set_header X-Real-IP $remote_addr; include {lines}; %s }"),
    "proxy_set_header in a location in a location":
        ("forgeable", "location /edit/ { location /edit/a { proxy_set_header X-Real-IP $remote_addr; %s } }"),
    "proxy_set_header in a location in a location, included above":
        ("forgeable", "location /edit/ { include {lines}; location /edit/a { proxy_set_header X-Real-IP $remote_addr; %s } }"),
    "proxy_set_header in if": ("forgeable", "location /edit/ { if ($request_method = GET) { %s } proxy_set_header X-Real-IP $remote_addr; }"),
    "auth_request_set": ("closed", "location /edit/ { auth_request_set $mine $upstream_status; %s }"),
    "auth_request_set with the address": ("anonymous", "location /edit/ { auth_request_set $mine $upstream_status; proxy_pass http://{application}; }"),
    "auth_request_set, included": ("guarded", "location /edit/ { auth_request_set $mine $upstream_status; include {lines}; %s }"),
    "error_page, included": ("guarded", "location /edit/ { error_page 404 /404.html; include {lines}; %s }"),
    "everything, included":
        ("guarded", "location /edit/ { error_page 404 /404.html; auth_request_set $mine $upstream_status; proxy_set_header A b; include {lines}; %s }"),
    "included without need": ("guarded", "location /edit/ { include {lines}; %s }"),
    "included twice": ("guarded", "location /edit/ { include {lines}; location /edit/a { include {lines}; %s } }"),
    # Locations that are open, or that somebody opened.
    "open": ("open", "location /edit/ { auth_request off; proxy_pass http://{upstream}; }"),
    "open, regular expression": ("open", r"location ~ \.(js|png)$ { auth_request off; proxy_pass http://{upstream}; }"),
    "open, as the text says":
        ("open", "location /edit/ { auth_request off; if ($postern_odd_path) { return 400; } proxy_pass http://{upstream}; }"),
    "open, with the variable": ("closed", "location /edit/ { auth_request off; %s }"),
    "open, and a location in it": ("open", "location /edit/ { auth_request off; location /edit/a { proxy_pass http://{upstream}; } }"),
    "open, and a location in it with the variable": ("closed", "location /edit/ { auth_request off; location /edit/a { %s } }"),
    "open, proxy_set_header": ("open, forgeable", "location /edit/ { auth_request off; proxy_set_header A b; proxy_pass http://{upstream}; }"),
    "open, proxy_set_header, included":
        ("open", "location /edit/ { auth_request off; proxy_set_header A b; include {lines}; proxy_pass http://{upstream}; }"),
    "satisfy any": ("closed", "location /edit/ { satisfy any; allow all; %s }"),
    "satisfy any with the address": ("open", "location /edit/ { satisfy any; allow all; proxy_pass http://{application}; }"),
    "satisfy any for nobody": ("guarded", "location /edit/ { satisfy any; deny all; %s }"),
    "error_page of a denial to a named location": ("guarded", "location /edit/ { error_page 401 403 = @app; %s } location @app { %s }"),
    "error_page of a denial to a named location without a check":
        ("closed after a denial", "location /edit/ { error_page 401 403 = @app; %s } location @app { auth_request off; %s }"),
    "error_page of a denial to a named location without a check, with the address":
        ("open after a denial", "location /edit/ { error_page 401 403 500 = @app; %s } location @app { auth_request off; proxy_pass http://{upstream}; }"),
    "return": ("answered", "location /edit/ { return 200; }"),
    "return in if": ("answered", "location /edit/ { if ($request_method = GET) { return 200; } %s }"),
    "rewrite to the client": ("answered", "location /edit/ { rewrite ^ /other redirect; %s }"),
    "files without a check": ("answered", "location /edit/ { auth_request off; root {folder}; }"),
    "return in the server": ("answered", "if ($uri ~ ^/edit/) { return 200; }"),
}

# The application's own page: what it includes comes from the application, too, and is not checked a second time.
INCLUDES = "location /edit/ { ssi on; %s }"

# A page of the server itself, open to everybody, includes what is guarded: nginx asks only for the page.
INCLUDED = "location = /page { auth_request off; ssi on; root {folder}; ssi_types *; } location /edit/ { root {folder}; }"
INCLUDED_APPLICATION = "location = /page { auth_request off; ssi on; root {folder}; ssi_types *; } location /edit/ { %s }"

# In http { }, before a text for FastCGI or uwsgi, which {kind} stands for.
PARAMETERS = {
    "nothing": "",
    "parameters": "{kind}_param HTTP_X_AUTHGEAR_USER_ID evil; {kind}_param HTTP_X_TEAM $http_x_team;",
    "pass_request_headers": "{kind}_pass_request_headers off;",
    "pass_request_body": "{kind}_pass_request_body off;",
    "intercepted error pages": "{kind}_intercept_errors on; recursive_error_pages on; error_page 401 403 500 502 503 =200 /m.html;",
    "a cache": "{kind}_cache_path {folder}/cache keys_zone=c:1m; {kind}_cache c; {kind}_cache_valid any 10m; {kind}_cache_key $host;"
               "{kind}_ignore_headers Cache-Control Expires;",
    "a store": "{kind}_store {folder}/stored;",
    "another server": "{kind}_next_upstream http_403 http_500 non_idempotent; {kind}_next_upstream_tries 1;",
    "the check": "proxy_pass_request_headers off; proxy_method POST; proxy_set_header X-Forwarded-Uri /public; proxy_cache off;",
    "satisfy any": "satisfy any; allow all;",
    "auth_request off": "auth_request off; auth_request_set $identity_2 evil;",
    "names of headers": "underscores_in_headers on; ignore_invalid_headers off;",
}

# What only denies more is kept: it is somebody's wish.
DENIES = {
    "deny": "deny all;",
    "deny, and any would do": "satisfy any; deny all;",
    "limit_req of nothing": "limit_req_zone $host zone=one:1m rate=1r/m; limit_req zone=one; limit_req_status 403;",
    "auth_basic": "auth_basic closed; auth_basic_user_file /dev/null;",
}

# What is inherited all the same, because no directive undoes it or because it is only about the way to the
# application: nobody gets in by it, but the application is not reached as it would be.
APPLICATION = {
    "proxy_set_body": "proxy_set_body another;",
    "proxy_bind": "proxy_bind 192.0.2.1;",
}

# Rows of HTTP that are tried with a Postern that does not answer, too.
OUTAGES = [row for row in HTTP if "error_page" in row or "cache" in row or row == "nothing"]
