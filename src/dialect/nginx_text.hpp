// The parts of the printed nginx text. %name% is filled in for the site.
//
// The text must not depend on anything that it inherits from http { } or from lines that somebody
// adds to the server: tests/e2e/test_nginx_surroundings.py runs it inside hostile settings. Each
// directive here that only repeats nginx's default is there because an inherited value let somebody
// in, or kept everybody out.
#pragma once

#include <string_view>

namespace postern::dialect {

inline constexpr std::string_view upstreams_part =
    R"(# Postern in front of an application: include this file inside http { } of nginx (1.15.3 or later).
# Print it again when the identity headers, resolver.listen or resolver.deadline of Postern's
# configuration change.

upstream postern-%site% {
    server %resolver%;
    keepalive 64;
    keepalive_requests 100000;
    keepalive_timeout 60s;
}

upstream application-%site% {
    server %upstream%;
    keepalive 64;
}

# The host that the client asked for. In HTTP/3 a client that sends :authority need not send Host, and
# nginx leaves $http_host empty; $host has no port.
map "$server_protocol|$server_port|$http_host" $postern_host {
    default $http_host;
    "HTTP/3.0|443|" $host;
    "~^HTTP/3\.0\|[0-9]+\|$" "$host:$server_port";
}

# The application's address is known only after Postern itself has answered the check with 200.
# Whatever else skips or redirects the check ends in 503: the request has nowhere to go.
map $postern_answer $postern_application {
    default "";
    "~^postern-(\S+) (\S+ )*200$" application-$1;
}
)";

inline constexpr std::string_view server_part = R"(
server {
    # Rewrite rules of this server must not rewrite the check: add them below this line.
    if ($uri = /_postern) { break; }

    listen %listen%;
%server_name%
    # Names such as X_Authgear_User_Id, which many applications read like the one with dashes, are
    # dropped here. Of the servers with one address nginx asks the default one: no other may say
    # otherwise.
    underscores_in_headers off;
    ignore_invalid_headers on;
    large_client_header_buffers 4 64k;

    # A request line with a full URL chooses the server block, the Host header is what everybody
    # else is told: they must agree.
    set $postern_hosts "$host|$postern_host";
    if ($postern_hosts !~* "^([^|]+)\|\1(:[0-9]+)?$") { return 400; }

    # WebSocket and nothing else: what goes through a tunnel is not checked, and with h2c that would
    # be further requests. The client's own Connection header is never passed on.
    set $postern_upgrade "";
    set $postern_connection "";
    if ($http_upgrade ~* "^websocket$") {
        set $postern_upgrade websocket;
        set $postern_connection upgrade;
    }
)";

inline constexpr std::string_view check_part = R"(
    # The check. It depends on no setting from outside.
    location = /_postern {
        internal;
        proxy_pass http://postern-%site%%endpoint%;

        # The answer of Postern decides, not an error page in its place: nothing may redirect the
        # check. The status 599 never occurs; the line only replaces inherited error pages.
        proxy_intercept_errors off;
        error_page 599 @unavailable;
        proxy_redirect off;

        # The check carries the client's headers and no body. Without the cleared headers it would
        # announce a body, and pass on conditions that are meant for the application.
        proxy_method GET;
        proxy_http_version 1.1;
        proxy_pass_request_headers on;
        proxy_pass_request_body off;
        proxy_set_body "";
        client_max_body_size 0;
        proxy_set_header Connection "";
        proxy_set_header Content-Length "";
        proxy_set_header Accept-Encoding "";
        proxy_set_header Range "";
        proxy_set_header If-None-Match "";
        proxy_set_header If-Modified-Since "";
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Method $request_method;
        proxy_set_header X-Forwarded-Uri $request_uri;
        proxy_set_header X-Forwarded-Host $postern_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;

        # The check is short and is repeated once when a connection breaks. Its answer is never
        # kept.
        proxy_bind off;
        proxy_connect_timeout 200ms;
        proxy_send_timeout %patience%ms;
        proxy_read_timeout %patience%ms;
        proxy_next_upstream error timeout;
        proxy_next_upstream_timeout %patience_in_all%ms;
        proxy_next_upstream_tries 2;
        proxy_buffer_size 16k;
        proxy_buffers 4 16k;
        proxy_busy_buffers_size 32k;
        proxy_temp_file_write_size 32k;
        proxy_max_temp_file_size 0;
        proxy_cache off;
        proxy_store off;
    }

    # nginx turns every answer but 2xx, 401 and 403 into a 500. If Postern could not read the
    # request itself (400, or 431: its head is too large), the client is told so. Else it is told
    # 503: it may try again.
    location @unavailable {
        if ($postern_answer ~ " 4(00|31)$") {
            add_header Cache-Control no-store always;
            return 400;
        }
        add_header Retry-After 1 always;
        return 503;
    }
)";

inline constexpr std::string_view login_location = R"(
    # Postern names the login page where a person navigates; everybody else gets the 401.
    location @login {
        add_header Cache-Control no-store always;
        expires off;
        if ($postern_login = "") { return 401; }
        return 302 $postern_login;
    }
)";

inline constexpr std::string_view application_part = R"(
    # For each further location copy this block whole:
    # - proxy_set_header is inherited only where a location has none of its own: a location with a
    #   single one of them would pass on identity headers that the client made up;
    # - return and rewrite in the same location run before auth_request, so nothing is asked;
    # - proxy_pass needs the variable: the application's own address would be reached also where
    #   the check was skipped.
    location / {
        # Postern must agree, also where another module has allowed the request. No error page
        # takes the place of an answer.
        satisfy all;
        auth_request /_postern;
        auth_request_set $postern_answer "$proxy_host $upstream_status";
        recursive_error_pages off;
        proxy_intercept_errors off;
        error_page 500 = @unavailable;
)";

inline constexpr std::string_view login_lines = R"(        error_page 401 = @login;
        auth_request_set $postern_login $upstream_http_location;
)";

inline constexpr std::string_view identity_comment = R"(
        # Every identity header is overwritten; one that is not set is removed from the request.
)";

inline constexpr std::string_view end_part = R"(
        proxy_set_header X-Forwarded-Host $postern_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $postern_upgrade;
        proxy_set_header Connection $postern_connection;
        proxy_set_header HTTP2-Settings "";
        proxy_set_header Host $postern_host;

        # The application gets the client's request as it is, once. Its answer is for this client
        # alone: nothing in it is fetched or kept by nginx.
        proxy_method $request_method;
        proxy_pass_request_headers on;
        proxy_pass_request_body on;
        mirror off;
        ssi off;
        proxy_cache off;
        proxy_store off;
        proxy_pass http://$postern_application;
    }
}
)";

} // namespace postern::dialect
