#include "obstacle.hpp"

#include "../snippet_input.hpp"

#include <algorithm>
#include <string_view>

namespace postern::dialect {
namespace {

// A port alone, or with nothing or a star before it, is every address.
bool is_listen(std::string_view text)
{
    if (text.starts_with(':') || text.starts_with("*:"))
        text.remove_prefix(text.find(':') + 1);
    return is_port(text) || is_server(text);
}

std::string find_in_places(const snippet_options& options)
{
    if (!std::ranges::all_of(options.listen, is_listen))
        return "--listen: use port, :port, address:port or unix:/path";
    return {};
}

// HAProxy before 3.0 has no word for the file of a key.
std::string find_in_key(const snippet_options& options)
{
    const std::string& certificate = options.tls_certificate;
    if (options.tls_key == certificate || options.tls_key == certificate + ".key" ||
        has_haproxy_key_beside(options))
        return {};
    return "--tls-key " + options.tls_key +
           ": HAProxy finds the key of app.crt in app.key or app.crt.key, or in the same file";
}

std::string find_no_header(const snippet_options& options)
{
    return options.identity_headers.empty() ? "there is no identity header" : "";
}

// Each is between single quotes, where every other character stands for itself.
std::string find_in_login(const snippet_options& options)
{
    const auto is_odd = [](char c) { return c == '\'' || c <= ' ' || c == '\x7f'; };
    if (std::ranges::any_of(options.login_url, is_odd))
        return "login.url: write %27 instead of '";
    if (!options.login_url.empty() && !is_plain(options.login_return_parameter, "-._~"))
        return "login.return_parameter: use letters, digits and - . _ ~";
    for (const std::string& host : options.login_hosts)
        if (!is_plain(host, "-._*:[]"))
            return "login.allowed_hosts: " + host + " is no host name";
    return {};
}

} // namespace

bool has_haproxy_key_beside(const snippet_options& options)
{
    const std::string& certificate = options.tls_certificate;
    return certificate.ends_with(".crt") &&
           options.tls_key == certificate.substr(0, certificate.size() - 4) + ".key";
}

std::string find_haproxy_obstacle(const snippet_options& options)
{
    return find_first(
        options, {find_bad_server, find_in_places, find_doubled_listen, find_bad_host_name,
                  find_bad_path, find_no_header, find_bad_header, find_bad_file, find_in_key,
                  find_bad_network, find_in_login}
    );
}

} // namespace postern::dialect
