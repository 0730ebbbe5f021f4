#include "envoy_obstacle.hpp"

#include "envoy_address.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

bool is_path(std::string_view text)
{
    return text.starts_with('/') && is_plain_text(text, "-._~/");
}

// A path as routes see it, which is after normalize_path and merge_slashes: any other would match
// no request, and its requests would take another route.
bool is_route(std::string_view path)
{
    return is_path(path) && path.find("//") == path.npos &&
           (std::string(path) + '/').find("/./") == path.npos &&
           (std::string(path) + '/').find("/../") == path.npos;
}

bool is_domain(std::string_view name)
{
    const std::string_view rest = name.starts_with("*.") ? name.substr(2) : name;
    return is_plain_text(rest, "-._");
}

std::string find_in_addresses(const snippet_options& options)
{
    if (!read_envoy_server(options.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!read_envoy_server(options.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    if (!std::ranges::all_of(options.listen, [](const auto& each) {
            return read_envoy_listen(each).has_value();
        }))
        return "--listen: use port, address:port or unix:/path; Envoy listens on no name";
    if (!options.server_name.empty() && !is_domain(options.server_name))
        return "--server-name: use one host name";
    return {};
}

std::string find_in_routes(const snippet_options& options)
{
    if (options.login_path == "/")
        return "login.url is the root of the guarded host: everything would stay open";
    if (!options.login_path.empty() && !is_route(options.login_path))
        return "the path of login.url: use letters, digits and - . _ ~ /";
    for (const protected_path& each : options.protected_paths)
        if (!is_route(each.path) || !is_path(each.endpoint))
            return "--protect " + each.path + ": use letters, digits and - . _ ~ /";
    return {};
}

std::string find_in_files(const snippet_options& options)
{
    for (const std::string& file : {options.tls_certificate, options.tls_key})
        if (!file.empty() && !is_plain_text(file, "-._~/+@=,"))
            return "--tls-cert, --tls-key: use a path of letters, digits and - . _ ~ / + @ = ,";
    return {};
}

} // namespace

std::string find_envoy_obstacle(const snippet_options& options)
{
    if (!is_path(options.endpoint))
        return "the endpoint's path: use letters, digits and - . _ ~ /";
    for (const std::string& header : options.identity_headers)
        if (!is_plain_text(header, "-"))
            return "identity header " + header + ": Envoy guards only letters, digits and -";
    for (const auto find : {find_in_addresses, find_in_routes, find_in_files})
        if (std::string found = find(options); !found.empty())
            return found;
    return {};
}

} // namespace postern::dialect
