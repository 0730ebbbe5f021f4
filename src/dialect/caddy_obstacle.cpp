#include "caddy_obstacle.hpp"

#include "caddy_listen.hpp"

#include <algorithm>
#include <string_view>

namespace postern::dialect {
namespace {

constexpr std::string_view of_path = "-._~/";

bool is_path(std::string_view text)
{
    return text.starts_with('/') && is_caddy_word(text, of_path);
}

bool is_file(std::string_view text)
{
    return is_caddy_word(text, "-._~/+@=,");
}

bool is_network(std::string_view text)
{
    return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:/") == text.npos;
}

std::string find_in_addresses(const snippet_options& options)
{
    if (!is_path(options.endpoint))
        return "the endpoint's path: Caddy would need escapes; use letters, digits and - . _ ~ /";
    if (!is_caddy_upstream(options.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!is_caddy_upstream(options.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    caddy_listening ignored;
    if (!read_caddy_listening(options.listen, ignored))
        return "--listen: use port, address:port or unix:/path; of several, each address needs "
               "each port";
    if (!options.server_name.empty() && !is_caddy_word(options.server_name, "-.*"))
        return "--server-name: use one host name";
    return {};
}

std::string find_in_paths(const snippet_options& options)
{
    if (!options.login_path.empty() && (!is_path(options.login_path) || options.login_path == "/"))
        return "login.url: its path " + options.login_path +
               " stays open on this host; use one below / of letters, digits and - . _ ~ /";
    for (const protected_path& each : options.protected_paths)
        if (!is_path(each.path) || !is_path(each.endpoint) || each.path.ends_with('/'))
            return "--protect " + each.path +
                   ": use letters, digits and - . _ ~ /, and no / at the end";
    return {};
}

std::string find_in_headers(const snippet_options& options)
{
    if (options.identity_headers.empty())
        return "there is no identity header";
    for (const std::string& header : options.identity_headers)
        if (!is_caddy_word(header, "-"))
            return "identity header " + header + ": Caddy guards only letters, digits and -";
    return {};
}

std::string find_in_the_rest(const snippet_options& options)
{
    if (!options.tls_certificate.empty() &&
        (!is_file(options.tls_certificate) || !is_file(options.tls_key)))
        return "--tls-cert, --tls-key: use letters, digits and - . _ ~ / + @ = ,";
    if (!std::all_of(options.balancers.begin(), options.balancers.end(), is_network))
        return "--behind: use a network such as 10.0.0.0/8";
    return {};
}

} // namespace

std::string find_caddy_obstacle(const snippet_options& options)
{
    for (const auto find : {find_in_addresses, find_in_paths, find_in_headers, find_in_the_rest})
        if (std::string obstacle = find(options); !obstacle.empty())
            return obstacle;
    return {};
}

} // namespace postern::dialect
