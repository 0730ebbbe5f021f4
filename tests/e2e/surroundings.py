"""Settings around the printed nginx text, each of which could change what it does.

In a row {folder} is a writable folder, {other} a server that answers everybody, {application} the application.
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
    "error_page to a named location, intercepted":
        "proxy_intercept_errors on; recursive_error_pages on; error_page 401 403 404 500 502 503 504 =200 @maintenance;"
        "location @maintenance { proxy_pass http://{application}; }",
    "satisfy any": "satisfy any; allow all;",
    "auth_request off": "auth_request off;",
    "proxy_set_header": "proxy_set_header X-Authgear-User-Id $http_x_authgear_user_id;",
    "auth_request_set": "auth_request_set $postern_answer 'postern-x 200';",
    "rewrite to a front controller": "rewrite ^/(?!index)(.*)$ /index.php/$1 last;",
    "rewrite of everything": "rewrite ^ $request_uri last;",
    "rewrite without another look": "rewrite ^/(.*)$ /app/$1 break;",
    "try_files": "root {folder}; try_files $uri /m.html;",
    "variables that the text uses": "set $postern_login https://evil.test/; set $postern_answer 'postern-x 200';",
    "if": "if ($http_x_want = nothing) { return 200; }",
}

# Lines above the whole printed text of the server: nothing can protect the check from them. It fails, nobody gets in.
CLOSED = {
    "rewrite above the check to a front controller": "rewrite ^/(.*)$ /index.php last;",
    "rewrite above the check to a page": "rewrite ^/_postern$ /m.html last; location = /m.html { proxy_pass http://{other}; }",
    "the check is answered by something else": "if ($uri = /_postern) { return 200; }",
    "the check is answered without content": "if ($uri = /_postern) { return 204; }",
}

# Somebody's own words, which the text cannot take back: /open/ is answered without a check.
OPENS = {
    "a location without the block": "location /open/ { proxy_pass http://{application}; }",
    "a location with files": "location /open/ { alias {folder}/; autoindex on; }",
    "return in the server": "if ($uri = /open/) { return 200; }",
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
