#include "snippet_input.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/codec/socket_address.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace postern::dialect {
namespace {

namespace ip = boost::asio::ip;

constexpr std::string_view of_path = "-._~/";
constexpr std::string_view path_rule = ": use letters, digits and - . _ ~ /";
constexpr std::string_view normal_path_rule =
    ": use letters, digits and - . _ ~ /, no empty part, no . or .. and no / at the end";

// Brackets are an IPv6 address, which has no zone here.
bool is_host(std::string_view text)
{
    if (!text.starts_with('['))
        return is_plain(text, "-._");
    boost::system::error_code error;
    if (text.ends_with(']'))
        ip::make_address_v6(text.substr(1, text.size() - 2), error);
    return text.ends_with(']') && !error && text.find('%') == text.npos;
}

// Whether a proxy that ignores the case of paths could take one for the other, or for one below it.
bool is_same_or_below(std::string_view path, std::string_view other)
{
    return !other.empty() && codec::equal_ignoring_case(path.substr(0, other.size()), other) &&
           (path.size() == other.size() || path[other.size()] == '/');
}

} // namespace

bool is_plain(std::string_view text, std::string_view others)
{
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return codec::is_alphanumeric(c) || others.find(c) != others.npos;
    });
}

bool is_port(std::string_view text)
{
    return codec::parse_port(text).value_or(0) != 0;
}

bool is_host_and_port(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    return colon != text.npos && is_port(text.substr(colon + 1)) && is_host(text.substr(0, colon));
}

bool is_unix_socket(std::string_view text)
{
    constexpr std::string_view scheme = "unix:";
    return text.starts_with("unix:/") && is_plain(text.substr(scheme.size()), "-._/");
}

bool is_server(std::string_view text)
{
    return is_unix_socket(text) || is_host_and_port(text);
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
    return !error && is_plain(text, ".:/");
}

bool is_path(std::string_view text)
{
    return text.starts_with('/') && is_plain(text, of_path);
}

bool is_normal_path(std::string_view text)
{
    const std::string whole = std::string(text) + '/';
    return is_path(text) && whole.find("//") == whole.npos && whole.find("/./") == whole.npos &&
           whole.find("/../") == whole.npos;
}

std::string find_bad_server(const snippet_options& options)
{
    if (!is_server(options.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!is_server(options.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    return {};
}

std::string find_bad_network_server(const snippet_options& options)
{
    for (const std::string_view address : {options.resolver, options.upstream})
        if (address.starts_with("unix:"))
            return std::string(address) +
                   ": unix sockets are not reached from there; use host:port";
    return find_bad_server(options);
}

std::string find_bad_host_name(const snippet_options& options)
{
    std::string_view name = options.server_name;
    if (name.starts_with("*."))
        name.remove_prefix(2);
    const bool upper = std::ranges::any_of(name, [](char c) { return c != codec::to_lower(c); });
    return options.server_name.empty() || (is_plain(name, "-.") && !upper)
               ? ""
               : "--server-name: use one host name in lower case";
}

std::string find_bad_path(const snippet_options& options)
{
    if (!is_path(options.endpoint))
        return "the endpoint's path" + std::string(path_rule);
    if (options.login_path == "/")
        return "login.url is the root of the guarded host: everything would stay open";
    if (!options.login_path.empty() && !is_normal_path(options.login_path))
        return "the path of login.url" + std::string(normal_path_rule);
    for (const protected_path& each : options.protected_paths) {
        if (!is_normal_path(each.path) || !is_path(each.endpoint))
            return "--protect " + each.path + std::string(normal_path_rule);
        if (is_same_or_below(each.path, options.login_path))
            return "--protect " + each.path +
                   ": the login page is there, and what is below it stays open";
        const auto same = [&](const protected_path& other) {
            return codec::equal_ignoring_case(each.path, other.path);
        };
        if (std::ranges::count_if(options.protected_paths, same) > 1)
            return "--protect " + each.path + ": twice";
    }
    return {};
}

std::string find_bad_file(const snippet_options& options)
{
    for (const std::string& file : {options.tls_certificate, options.tls_key})
        if (!file.empty() && !is_plain(file, "-._/+@"))
            return "--tls-cert, --tls-key: use a path of letters, digits and - . _ / + @";
    return {};
}

std::string find_bad_network(const snippet_options& options)
{
    for (const std::string& network : options.balancers)
        if (!is_network(network))
            return "--behind: use a network such as 10.0.0.0/8 or fd00::/8, or one address";
    return {};
}

std::string find_bad_header(const snippet_options& options)
{
    for (const std::string& header : options.identity_headers)
        if (!is_plain(header, "-"))
            return "identity header " + header + ": proxies guard only letters, digits and -";
    return {};
}

std::string find_doubled_listen(const snippet_options& options)
{
    for (const std::string& listen : options.listen)
        if (std::ranges::count(options.listen, listen) > 1)
            return "--listen " + listen + ": twice";
    return {};
}

std::string find_first(
    const snippet_options& options,
    std::initializer_list<std::string (*)(const snippet_options& options)> checks
)
{
    for (const auto check : checks)
        if (std::string found = check(options); !found.empty())
            return found;
    return {};
}

} // namespace postern::dialect
