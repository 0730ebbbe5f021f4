// nginx asks by auth_request, with the text that we print: it sets X-Forwarded-Method, -Uri, -Host,
// -Proto and -For, copies the identity headers of a 200 and drops the body of a denial.
//
// The directives of the text were tried with real nginx (1.22 and later) and every spoofing trick
// known to us; the comments in the text are for those who change it.
#include <postern/dialect/snippet.hpp>

#include "forwarded.hpp"
#include "nginx_check.hpp"
#include "nginx_text.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <utility>

namespace postern::dialect {
namespace {

constexpr std::string_view paths[] = {"/authz/nginx"};

constexpr std::string_view help =
    "The text is for `include` inside http { }; its comments name the traps. Several, "
    "each for a --listen or --server-name of its own, go together.\n\n"
    "Examples:\n"
    "  postern snippet nginx -c postern.yaml > /etc/nginx/conf.d/app.conf\n"
    "  postern snippet nginx -c postern.yaml --endpoint /authz/orders \\\n"
    "      --upstream unix:/run/app.sock --listen 80";

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

// A header as nginx names its variable.
std::string variable_part(std::string name)
{
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        if (c == '-')
            return '_';
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

// The variable has a number, not the header's name: nginx's table of variables has no place for a
// name of more than 46 octets.
std::string copy_lines(const std::string& header, std::size_t number)
{
    const std::string variable = "$identity_" + std::to_string(number);
    const std::string indent(8, ' ');
    return indent + "auth_request_set " + variable + " $upstream_http_" + variable_part(header) +
           ";\n" + indent + "proxy_set_header " + header + ' ' + variable + ";\n";
}

// nginx's table of the headers that it sets has buckets of 64 octets, enough for names of 46. A
// bucket holds two pointers and the name with its length, each rounded up to whole pointers.
std::string bucket_line(const std::vector<std::string>& headers)
{
    constexpr auto round_up = [](std::size_t size, std::size_t unit) {
        return (size + unit - 1) / unit * unit;
    };
    std::size_t longest = 0;
    for (const std::string& header : headers)
        longest = std::max(longest, header.size());
    const std::size_t bucket = round_up(16 + round_up(longest + 2, 8), 64);
    if (bucket <= 64)
        return {};
    return "        proxy_headers_hash_bucket_size " + std::to_string(bucket) + ";\n";
}

std::string identity_lines(const std::vector<std::string>& headers)
{
    std::string lines = bucket_line(headers);
    for (std::size_t i = 0; i < headers.size(); ++i)
        lines += copy_lines(headers[i], i + 1);
    return lines;
}

void replace(std::string& text, std::string_view placeholder, const std::string& value)
{
    for (auto at = text.find(placeholder); at != text.npos; at = text.find(placeholder, at))
        text.replace(at, placeholder.size(), value);
}

// The port is mandatory: without one nginx would take port 80.
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

// nginx has one server for each listen address and name, so a name made from both is unique.
std::string site_name(const snippet_options& options)
{
    std::string name =
        options.listen.front() + (options.server_name.empty() ? "" : "-" + options.server_name);
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

void fill_in(std::string& text, const snippet_options& options)
{
    constexpr std::chrono::milliseconds on_the_way{100};
    const bool named = !options.server_name.empty();
    replace(text, "%site%", site_name(options));
    replace(text, "%resolver%", options.resolver);
    replace(text, "%upstream%", options.upstream);
    replace(text, "%listen%", options.listen.front());
    replace(text, "%server_name%", named ? "    server_name " + options.server_name + ";\n" : "");
    replace(text, "%endpoint%", options.endpoint);
    replace(text, "%patience%", milliseconds(options.deadline + on_the_way));
    replace(text, "%patience_in_all%", milliseconds(options.deadline + 2 * on_the_way));
}

// Why nginx cannot be configured so; empty if it can. What this lets through cannot end a directive
// or begin another one.
std::string find_obstacle(const snippet_options& options)
{
    if (!has_only(options.endpoint, "-._~/"))
        return "the endpoint's path: nginx would need escapes; use letters, digits and - . _ ~ /";
    if (!is_server(options.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!is_server(options.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    if (!has_only(options.listen.front(), "-._:[]/*"))
        return "--listen: use port, address:port or unix:/path";
    if (!options.server_name.empty() && !has_only(options.server_name, "-.*"))
        return "--server-name: use one host name";
    for (const std::string& header : options.identity_headers)
        if (!has_only(header, "-"))
            return "identity header " + header + ": nginx guards only letters, digits and -";
    return {};
}

snippet_text print(const snippet_options& options)
{
    if (std::string obstacle = find_obstacle(options); !obstacle.empty())
        return {{}, std::move(obstacle)};
    std::string text(upstreams_part);
    text += server_part;
    text += check_part;
    if (options.login)
        text += login_location;
    text += application_part;
    if (options.login)
        text += login_lines;
    text += identity_comment;
    text += identity_lines(options.identity_headers);
    text += end_part;
    fill_in(text, options);
    return {{{"postern.conf", std::move(text)}}, {}};
}

} // namespace

extern const dialect nginx;
constinit const dialect nginx{
    .name = "nginx",
    .summary = "nginx auth_request with the printed snippet: X-Forwarded-Method, -Uri, -Host, "
               "-Proto, -For",
    .login = login_answer::header,
    .default_paths = paths,
    .read = read_forwarded,
    .snippet = print,
    .snippet_help = help,
    .check = check_nginx,
};

} // namespace postern::dialect
