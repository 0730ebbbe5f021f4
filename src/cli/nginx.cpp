// The directives were tried against real nginx (1.22 and later) with every spoofing trick known to
// us; the comments in the text are for those who change it.
#include "nginx.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace postern::cli {
namespace {

constexpr std::string_view head_part =
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

server {
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
    set $postern_hosts "$host|$http_host";
    if ($postern_hosts !~* "^([^|]+)\|\1(:[0-9]+)?$") { return 400; }

    # WebSocket and nothing else: what goes through a tunnel is not checked, and with h2c that would
    # be further requests. The client's own Connection header is never passed on.
    set $postern_upgrade "";
    set $postern_connection "";
    if ($http_upgrade ~* "^websocket$") {
        set $postern_upgrade websocket;
        set $postern_connection upgrade;
    }

    # The question. Without the cleared headers it would carry a Content-Length but no body, and
    # conditions that are meant for the application.
    location = /_postern {
        internal;
        proxy_pass http://postern-%site%%endpoint%;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_pass_request_body off;
        proxy_set_header Content-Length "";
        proxy_set_header Accept-Encoding "";
        proxy_set_header Range "";
        proxy_set_header If-None-Match "";
        proxy_set_header If-Modified-Since "";
        proxy_connect_timeout 200ms;
        proxy_send_timeout %patience%ms;
        proxy_read_timeout %patience%ms;
        proxy_next_upstream_timeout %patience_in_all%ms;
        proxy_next_upstream_tries 2;
        proxy_buffer_size 16k;
        proxy_buffers 4 16k;
        proxy_cache off;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Method $request_method;
        proxy_set_header X-Forwarded-Uri $request_uri;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
    }

    # nginx turns every answer but 2xx, 401 and 403 into a 500: say that it will pass.
    location @unavailable {
        add_header Retry-After 1 always;
        return 503;
    }
)";

constexpr std::string_view login_location = R"(
    # Postern names the login page where a person navigates; everybody else gets the 401.
    location @login {
        if ($postern_login = "") { return 401; }
        return 302 $postern_login;
    }
)";

constexpr std::string_view application_part = R"(
    # For each further location copy this block whole:
    # - proxy_set_header is inherited only where a location has none of its own: a location with a
    #   single one of them would pass on identity headers that the client made up;
    # - return and rewrite in the same location run before auth_request, so nothing is asked;
    # - with `satisfy any` an allow rule is enough, and nothing is asked.
    location / {
        auth_request /_postern;
        error_page 500 = @unavailable;
)";

constexpr std::string_view login_lines = R"(        error_page 401 = @login;
        auth_request_set $postern_login $upstream_http_location;
)";

constexpr std::string_view identity_comment = R"(
        # Every identity header is overwritten; one that is not set is removed from the request.
)";

constexpr std::string_view end_part = R"(
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $postern_upgrade;
        proxy_set_header Connection $postern_connection;
        proxy_set_header HTTP2-Settings "";
        proxy_set_header Host $http_host;
        proxy_pass http://application-%site%;
    }
}
)";

bool has_only(std::string_view text, std::string_view others)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               others.find(c) != others.npos;
    });
}

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

// As nginx names the variables of headers.
std::string variable_part(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        if (c == '-')
            return '_';
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

std::string copy_lines(const std::string& header)
{
    const std::string part = variable_part(header);
    const std::string variable = "$identity_" + part;
    const std::string indent(8, ' ');
    return indent + "auth_request_set " + variable + " $upstream_http_" + part + ";\n" + indent +
           "proxy_set_header " + header + ' ' + variable + ";\n";
}

void replace(std::string& text, std::string_view placeholder, const std::string& value)
{
    for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder, at))
        text.replace(at, placeholder.size(), value);
}

// nginx takes port 80 where none is given, which nobody means who leaves it out.
bool is_server(std::string_view text)
{
    if (text.starts_with("unix:/"))
        return has_only(text, "-._:/");
    const auto colon = text.rfind(':');
    const std::string_view host = text.substr(0, std::min(colon, text.size()));
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    return colon != text.npos && is_port(text.substr(colon + 1)) &&
           (bracketed ? has_only(host, "[:]") : has_only(host, "-._"));
}

// Of one listen address and name there can be only one server: names made from both do not meet.
std::string site_name(const nginx_site& site)
{
    std::string name = site.listen + (site.server_name.empty() ? "" : "-" + site.server_name);
    std::replace_if(
        name.begin(), name.end(),
        [](char c) {
            return !has_only({&c, 1}, "-.");
        },
        '-'
    );
    return name;
}

std::string milliseconds(std::chrono::milliseconds time)
{
    return std::to_string(time.count());
}

void fill_in(std::string& text, const nginx_site& site)
{
    constexpr std::chrono::milliseconds on_the_way{100};
    const bool named = !site.server_name.empty();
    replace(text, "%site%", site_name(site));
    replace(text, "%resolver%", site.resolver);
    replace(text, "%upstream%", site.upstream);
    replace(text, "%listen%", site.listen);
    replace(text, "%server_name%", named ? "    server_name " + site.server_name + ";\n" : "");
    replace(text, "%endpoint%", site.endpoint);
    replace(text, "%patience%", milliseconds(site.deadline + on_the_way));
    replace(text, "%patience_in_all%", milliseconds(site.deadline + 2 * on_the_way));
}

} // namespace

std::string nginx_obstacle(const nginx_site& site)
{
    if (!has_only(site.endpoint, "-._~/"))
        return "the endpoint's path: nginx would need escapes; use letters, digits and - . _ ~ /";
    if (!is_server(site.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!is_server(site.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    if (!has_only(site.listen, "-._:[]/*"))
        return "--listen: use port, address:port or unix:/path";
    if (!site.server_name.empty() && !has_only(site.server_name, "-.*"))
        return "--server-name: use one host name";
    for (const std::string& header : site.identity_headers)
        if (!has_only(header, "-"))
            return "identity header " + header + ": nginx guards only letters, digits and -";
    return {};
}

std::string nginx_text(const nginx_site& site)
{
    std::string text(head_part);
    if (site.login)
        text += login_location;
    text += application_part;
    if (site.login)
        text += login_lines;
    text += identity_comment;
    for (const std::string& header : site.identity_headers)
        text += copy_lines(header);
    text += end_part;
    fill_in(text, site);
    return text;
}

} // namespace postern::cli
