// The parts of the printed nginx text that are alike for every application. %name% is filled in.
//
// The text must not depend on anything that it inherits from http { } or from lines that somebody
// adds to the server: tests/e2e/test_nginx_surroundings.py runs it inside hostile settings. Each
// directive here that only repeats nginx's default is there because an inherited value let somebody
// in, or kept everybody out.
#pragma once

#include <string_view>

namespace postern::dialect::nginx_text {

inline constexpr std::string_view whole_comment =
    R"(# Postern in front of an application: include this file inside http { } of nginx (1.17.8 or later).
# Print it again when the identity headers, the tripwire, resolver.listen or resolver.deadline of
# Postern's configuration change.
)";

inline constexpr std::string_view http_comment =
    R"(# Postern in front of an application, part 1 of 3: include this file once, inside http { }. For another
# server print other parts with its --server-name: nginx takes each name of an upstream once.
# Print all parts again when the identity headers, the tripwire, resolver.listen or
# resolver.deadline of Postern's configuration change.
)";

inline constexpr std::string_view server_comment =
    R"(# Postern in front of an application, part 2 of 3: include this file inside server { }, as its first
# line. It guards the whole server. If nginx calls a directive of yours duplicate, yours stands in
# the way of the guard: remove it, or move it into the location that needs it. Repeat in the server
# what it inherited from http { } by lines of the same names as here, such as proxy_set_header.
)";

inline constexpr std::string_view location_comment =
    R"(# Postern in front of an application, part 3 of 3: the lines that a location loses when it has a
# directive of its own with one of these names. Include this file in each such location, below all
# others of its lines. It does no harm in any other location, also where `auth_request off` stands.
)";

inline constexpr std::string_view http_part = R"nginx(
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

# Whether nginx and an application could understand the path differently, such as /open/..;/admin and //open.
# nginx chooses the location by its own reading.
map $request_uri $postern_odd_path {
    default "";
    "~*^[^?]*(//|;|\x5c|#|%([01]|2[35]|3[bf]|5c|7f|c[01]|e0%[89]|f0%8))" 1;
    "~*^[^?]*(/|%2f)(\.|%2e)(\.|%2e)?(/|%2f|\?|$)" 1;
}
)nginx";

inline constexpr std::string_view first_lines =
    R"(    # These lines come first. Rewrite rules above them would rewrite the check, and would skip what is
    # refused here. Of two error pages for one status nginx takes the first.
    if ($uri ~ ^/_postern/) { break; }
    error_page 500 = @unavailable;
)";

inline constexpr std::string_view login_page_line = "    error_page 401 = @login;\n";

inline constexpr std::string_view names_part = R"(
    # Names such as X_Authgear_User_Id, which many applications read like the one with dashes, are
    # dropped here. Of the servers with one address nginx asks the default one: no other may say
    # otherwise.
    underscores_in_headers off;
    ignore_invalid_headers on;
    merge_slashes on;
    large_client_header_buffers 4 64k;
)";

inline constexpr std::string_view hosts_part = R"(
    # A request line with a full URL chooses the server block, the Host header is what everybody
    # else is told: they must agree.
    set $postern_hosts "$host|$postern_host";
    if ($postern_hosts !~* "^([^|]+)\|\1(:[0-9]+)?$") { return 400; }
)";

inline constexpr std::string_view odd_path_part = R"(
    # A part of the paths has rights of its own: no path may have two meanings.
    if ($postern_odd_path) { return 400; }
)";

inline constexpr std::string_view wall_comment = R"(
    # A second wall, also for locations without a check: nobody may send an identity header.
)";

inline constexpr std::string_view upgrade_part = R"(
    # WebSocket and nothing else: what goes through a tunnel is not checked, and with h2c that would
    # be further requests. The client's own Connection header is never passed on.
    set $postern_upgrade "";
    set $postern_connection "";
    if ($http_upgrade ~* "^websocket$") {
        set $postern_upgrade websocket;
        set $postern_connection upgrade;
    }

    # What the client uses, http or https. No check succeeds without it: what is refused above stays
    # so, also if an error page leads elsewhere.
    set $postern_scheme $scheme;
)";

inline constexpr std::string_view balancer_part = R"(
    # The balancer in front says the client's address and scheme; nobody else is believed.
%balancers%    real_ip_header X-Forwarded-For;
    real_ip_recursive on;
    set $postern_said "$%balancer%|$http_x_forwarded_proto";
    if ($postern_said = "1|https") { set $postern_scheme https; }
    if ($postern_said = "1|http") { set $postern_scheme http; }
)";

inline constexpr std::string_view guard_part = R"(
    # Every location is guarded unless it says `auth_request off`. Postern must agree, also where
    # another module has allowed the request. No error page takes the place of an answer.
    satisfy all;
    auth_request /_postern%endpoint%;
    recursive_error_pages off;
)";

inline constexpr std::string_view answer_line =
    "    auth_request_set $postern_answer \"$proxy_host $upstream_status\";\n";
inline constexpr std::string_view login_line =
    "    auth_request_set $postern_login $upstream_http_location;\n";

inline constexpr std::string_view identity_comment = R"(
    # Every identity header is overwritten; one that is not set is removed from the request. That is
    # so in open locations, too.
)";

inline constexpr std::string_view strip_comment = R"(
    # Some frameworks take the path of the request from these headers, past the path that was checked,
    # and CGI programs take Proxy for their variable HTTP_PROXY: no application gets them.
)";

inline constexpr std::string_view check_part = R"(
    # The check, of the endpoint that `auth_request` names. It depends on no setting from outside.
    location ^~ /_postern/ {
        internal;
        proxy_pass http://postern-%site%/;

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
        proxy_set_header X-Forwarded-Proto $postern_scheme;
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

inline constexpr std::string_view login_page_part = R"(
    # The login page is on this host and open to everybody.
    location = %login_path% {
        auth_request off;
        if ($postern_odd_path) { return 400; }
        %open_pass%
    }
    location ^~ %login_path%/ {
        auth_request off;
        if ($postern_odd_path) { return 400; }
        %open_pass%
    }
)";

inline constexpr std::string_view protected_part = R"(
    # %path% and everything below it, in whatever case, asks an endpoint of its own.
    location ~* ^%pattern%(/|$) {
        auth_request /_postern%own_endpoint%;
        %pass%
    }
)";

inline constexpr std::string_view application_part = R"(
    # A further location is guarded, too, and needs no more than this line of `location /`.
    # - The line needs the variable: it has no value where the check was skipped, and the client gets
    #   503. The address of the application would be reached all the same.
    # - `auth_request_set`, `error_page` and the lines that pass headers are inherited only where a
    #   location has none of its own: with a single one it would lose the identity and pass on what
    #   the client made up. Include postern-location.conf below it (`postern snippet nginx --parts`).
    # - `return`, and `rewrite` with a redirect, answer before the check.
    # - A location that is open to everybody; identity headers of clients are removed here, too:
    #     location /open/ {
    #         auth_request off;
    #         if ($postern_odd_path) { return 400; }
    #         %open_pass%
    #     }
    #   Never write `auth_request off` into a named location (@name) that passes requests on.
    location / {
        %pass%
    }
)";

} // namespace postern::dialect::nginx_text
