#include "traefik_obstacle.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <charconv>
#include <string_view>

namespace postern::dialect {
namespace {

namespace ip = boost::asio::ip;

bool has_only(std::string_view text, std::string_view others)
{
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
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

bool is_v6(std::string_view text)
{
    boost::system::error_code error;
    ip::make_address_v6(text, error);
    return !error && has_only(text, ":.");
}

bool is_server(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || !is_port(text.substr(colon + 1)))
        return false;
    const std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']'))
        return is_v6(host.substr(1, host.size() - 2));
    return has_only(host, "-._");
}

// A port alone, or with nothing before it, is every address.
bool is_listen(std::string_view text)
{
    return is_port(text) || (text.starts_with(':') && is_port(text.substr(1))) || is_server(text);
}

bool is_network(const std::string& text)
{
    boost::system::error_code error;
    if (text.find('/') == text.npos)
        ip::make_address(text, error);
    else if (text.find(':') == text.npos)
        ip::make_network_v4(text, error);
    else
        ip::make_network_v6(text, error);
    return !error && has_only(text, ".:/");
}

bool is_path(std::string_view text)
{
    return text.starts_with('/') && has_only(text, "-._~/");
}

// A path as rules see it, which is after sanitizePath: any other would match no request, and its
// requests would go to another router.
bool is_route(std::string_view path)
{
    const std::string whole = std::string(path) + '/';
    return is_path(path) && path.size() > 1 && path.find("//") == path.npos &&
           whole.find("/./") == whole.npos && whole.find("/../") == whole.npos;
}

std::string find_in_servers(const snippet_options& options)
{
    for (const std::string_view address : {options.resolver, options.upstream})
        if (address.starts_with("unix:"))
            return std::string(address) + ": Traefik reaches no unix sockets; use host:port";
    if (!is_server(options.resolver))
        return "the resolver's address: use host:port";
    if (!is_server(options.upstream))
        return "--upstream: use host:port, without http://";
    return {};
}

std::string find_in_places(const snippet_options& options)
{
    for (const std::string& listen : options.listen) {
        if (!is_listen(listen))
            return "--listen: use port, :port or address:port";
        if (std::ranges::count(options.listen, listen) > 1)
            return "--listen " + listen + ": twice";
    }
    if (!options.server_name.empty() && !has_only(options.server_name, "-._"))
        return "--server-name: use one host name";
    for (const std::string& network : options.balancers)
        if (!is_network(network))
            return "--behind: use a network such as 10.0.0.0/8 or fd00::/8, or one address";
    return {};
}

std::string find_in_paths(const snippet_options& options)
{
    constexpr std::string_view use = ": use letters, digits and - . _ ~ /, and no empty part";
    if (!is_path(options.endpoint))
        return "the endpoint's path" + std::string(use);
    if (options.login_path == "/")
        return "login.url is the root of the guarded host: everything would stay open";
    if (!options.login_path.empty() && !is_route(options.login_path))
        return "the path of login.url" + std::string(use);
    for (const protected_path& each : options.protected_paths)
        if (!is_route(each.path) || !is_path(each.endpoint))
            return "--protect " + each.path + std::string(use);
    return {};
}

std::string find_in_files(const snippet_options& options)
{
    for (const std::string& file : {options.tls_certificate, options.tls_key})
        if (!file.empty() && !has_only(file, "-._~/+@=,"))
            return "--tls-cert, --tls-key: use a path of letters, digits and - . _ ~ / + @ = ,";
    return {};
}

std::string find_in_headers(const snippet_options& options)
{
    for (const std::string& header : options.identity_headers)
        if (!has_only(header, "-"))
            return "identity header " + header + ": Traefik guards only letters, digits and -";
    return {};
}

} // namespace

std::string find_traefik_obstacle(const snippet_options& options)
{
    for (const auto find :
         {find_in_servers, find_in_places, find_in_paths, find_in_files, find_in_headers})
        if (std::string found = find(options); !found.empty())
            return found;
    return {};
}

} // namespace postern::dialect
