#include "nginx_obstacle.hpp"

#include "nginx_backend.hpp"

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <charconv>

namespace postern::dialect {
namespace {

constexpr std::string_view quic = "quic:";

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

// The port is mandatory: without one nginx would take port 80.
bool is_server(std::string_view text)
{
    if (text.starts_with("unix:/"))
        return is_nginx_word(text, "-._:/");
    const auto colon = text.rfind(':');
    const std::string_view host = text.substr(0, std::min(colon, text.size()));
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    return colon != text.npos && is_port(text.substr(colon + 1)) &&
           (bracketed ? is_nginx_word(host, "[:]") : is_nginx_word(host, "-._"));
}

bool is_path(std::string_view text)
{
    return text.starts_with('/') && is_nginx_word(text, "-._~/");
}

// Whether nginx would look for this very path: it resolves dots and merges slashes.
bool is_plain(std::string_view path)
{
    return path.find("//") == path.npos && path.find("/.") == path.npos;
}

bool is_same_path(std::string_view one, std::string_view other)
{
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::ranges::equal(one, other, {}, lower, lower);
}

bool is_network(const std::string& text)
{
    using namespace boost::asio::ip;
    boost::system::error_code error;
    if (text.find('/') == text.npos) {
        make_address(text, error);
        return !error && is_nginx_word(text, ".:");
    }
    if (text.find(':') == text.npos)
        make_network_v4(text, error);
    else
        make_network_v6(text, error);
    return !error && is_nginx_word(text, ".:/");
}

std::string find_in_addresses(const snippet_options& options)
{
    if (!is_server(options.resolver))
        return "the resolver's address: use host:port or unix:/path";
    if (!is_server(options.upstream))
        return "--upstream: use host:port or unix:/path, without http://";
    for (const std::string& listen : options.listen) {
        const std::string_view address =
            std::string_view(listen).substr(is_nginx_quic(listen) ? quic.size() : 0);
        if (!is_nginx_word(address, "-._:[]/*"))
            return "--listen: use port, address:port or unix:/path, for HTTP/3 quic:port";
        if (is_nginx_quic(listen) &&
            (options.tls_certificate.empty() || address.starts_with("unix:")))
            return "--listen " + listen + ": HTTP/3 needs a port and --tls-cert";
        if (std::count(options.listen.begin(), options.listen.end(), listen) > 1)
            return "--listen " + listen + ": twice";
    }
    if (!options.server_name.empty() && !is_nginx_word(options.server_name, "-.*"))
        return "--server-name: use one host name";
    return {};
}

std::string find_in_paths(const snippet_options& options)
{
    constexpr std::string_view use =
        ": nginx would need escapes; use letters, digits and - . _ ~ /";
    if (!is_path(options.endpoint))
        return "the endpoint's path" + std::string(use);
    for (const protected_path& each : options.protected_paths) {
        if (!is_path(each.path) || !is_path(each.endpoint))
            return "--protect " + each.path + std::string(use);
        if (each.path.ends_with('/') || !is_plain(each.path))
            return "--protect " + each.path + ": use a path without / at its end, // or /.";
        const auto same = [&](const protected_path& other) {
            return is_same_path(each.path, other.path);
        };
        if (std::ranges::count_if(options.protected_paths, same) > 1)
            return "--protect " + each.path + ": twice";
    }
    if (!options.login_path.empty() &&
        (!is_path(options.login_path) || !is_plain(options.login_path)))
        return "the path of login.url" + std::string(use) + ", without // or /.";
    return {};
}

std::string find_in_files(const snippet_options& options)
{
    if (options.parts && !options.tls_certificate.empty())
        return "--tls-cert: with --parts the existing server has its own";
    for (const std::string& file : {options.tls_certificate, options.tls_key})
        if (!file.empty() && !is_nginx_word(file, "-._/+@"))
            return "--tls-cert, --tls-key: nginx would need escapes; use letters, digits and - . _ "
                   "+ @ /";
    return {};
}

std::string find_in_headers(const snippet_options& options)
{
    const std::size_t longest = nginx_longest_header(options.backend);
    for (const std::string& header : options.identity_headers) {
        if (!is_nginx_word(header, "-"))
            return "identity header " + header + ": nginx guards only letters, digits and -";
        if (header.size() > longest)
            return "identity header " + header + ": nginx has a place for names of " +
                   std::to_string(longest) + " octets with this --backend";
    }
    return {};
}

std::string find_in_balancers(const snippet_options& options)
{
    for (const std::string& network : options.balancers)
        if (!is_network(network))
            return "--behind: use a network such as 10.0.0.0/8 or fd00::/8, or one address";
    return {};
}

} // namespace

bool is_nginx_word(std::string_view text, std::string_view others)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               others.find(c) != others.npos;
    });
}

bool is_nginx_quic(std::string_view listen)
{
    return listen.starts_with(quic);
}

std::string find_nginx_obstacle(const snippet_options& options)
{
    for (const auto find :
         {find_in_addresses, find_in_paths, find_in_files, find_in_headers, find_in_balancers})
        if (std::string obstacle = find(options); !obstacle.empty())
            return obstacle;
    return {};
}

} // namespace postern::dialect
