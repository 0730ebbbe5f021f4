// An nginx configuration in which nothing is wrong. The tests break it.
#pragma once

#include <string_view>

namespace postern::dialect {

// Three sites with one application. The first is guarded as a whole, the second in a location.
inline constexpr std::string_view good_nginx = R"(events { }
http {
    upstream postern { server 127.0.0.1:9080; keepalive 8; }
    upstream app { server 127.0.0.1:9000; }
    map $upstream_status $app { default ""; 200 app; }
    map $request_uri $odd_path { default ""; "~;|//|%5c|%25" 1; }
    map $http_upgrade $upgrade { default ""; websocket websocket; }
    server {
        listen 80;
        # inherited by every location
        auth_request /_check;
        auth_request_set $user $upstream_http_x_authgear_user_id;
        auth_request_set $team $upstream_http_x_team;
        proxy_set_header X-Authgear-User-Id $user;
        proxy_set_header X-Team $team;
        fastcgi_param HTTP_X_AUTHGEAR_USER_ID $user;
        fastcgi_param HTTP_X_TEAM $team;
        error_page 401 = @login;
        error_page 500 = @unavailable;
        location = /_check {
            internal;
            proxy_pass http://postern/authz/nginx;
            proxy_connect_timeout 200ms;
            proxy_read_timeout 500ms;
            proxy_http_version 1.1;
            proxy_pass_request_body off;
            proxy_set_header Connection "";
            proxy_set_header Content-Length "";
            proxy_set_header X-Forwarded-Method $request_method;
            proxy_set_header X-Forwarded-Uri $request_uri;
            proxy_set_header X-Forwarded-Host $http_host;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-For $remote_addr;
        }
        location @login { return 302 https://login.example.com/; }
        location @unavailable { return 503; }
        location / {
            # first
            proxy_pass http://$app;
            location /nested/ { proxy_pass http://$app; }
        }
        location /files/ { root /srv; }
        location ~ \.php$ {
            # second
            fastcgi_pass 127.0.0.1:9001;
        }
        location /open/ {
            auth_request off;
            if ($odd_path) { return 400; }
            proxy_pass http://app;
        }
        location @named {
            # third
            proxy_pass http://app;
        }
    }
    server {
        listen 81;
        location = /ask {
            internal;
            proxy_pass http://unix:/run/postern.sock:/authz/staff;
            proxy_connect_timeout 1;
            proxy_read_timeout "1s 100ms";
            proxy_http_version 1.1;
            proxy_pass_request_body off;
            proxy_set_header connection '';
            proxy_set_header content-length '';
            proxy_set_header x-forwarded-method ${request_method};
            proxy_set_header x-forwarded-uri $request_uri;
            proxy_set_header x-forwarded-host $host:$server_port;
            proxy_set_header x-forwarded-proto https;
            proxy_set_header x-forwarded-for $remote_addr;
        }
        location /api/ {
            auth_request /ask;
            auth_request_set $user $upstream_http_x_authgear_user_id;
            auth_request_set $team $upstream_http_x_team;
            proxy_set_header X-Authgear-User-Id $user;
            proxy_set_header X-Team $team;
            # fourth
            proxy_pass http://app;
        }
    }
    server {
        listen 82;
        location / { return 301 https://$host$request_uri; }
        location /other { proxy_pass http://127.0.0.1:7000; }
        # fifth
    }
}
)";

} // namespace postern::dialect
