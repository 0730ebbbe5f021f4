#include <postern/codec/socket_address.hpp>
#include <postern/redis/address.hpp>

#include <boost/asio/ip/address_v6.hpp>

namespace postern::redis {
namespace {

constexpr std::string_view unix_prefix = "unix:";

error_code invalid()
{
    return make_error_code(boost::system::errc::invalid_argument);
}

result<address> parse_unix(std::string_view path)
{
    if (!codec::is_socket_path(path))
        return invalid();
    return address{{}, 0, std::string(path)};
}

bool is_name(std::string_view host)
{
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
    return !host.empty() && host.size() <= 253 && host.find_first_not_of(allowed) == host.npos &&
           host.front() != '.';
}

// An IPv6 address is written in brackets (RFC 3986 §3.2.2).
result<std::string> parse_host(std::string_view text)
{
    if (is_name(text))
        return std::string(text);
    if (text.size() < 3 || text.front() != '[' || text.back() != ']')
        return invalid();
    std::string host(text.substr(1, text.size() - 2));
    error_code error;
    boost::asio::ip::make_address_v6(host, error);
    if (error)
        return invalid();
    return host;
}

} // namespace

std::string address::text() const
{
    if (host.empty())
        return std::string(unix_prefix) + path;
    const bool v6 = host.find(':') != host.npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

result<address> parse_address(std::string_view text)
{
    if (text.starts_with(unix_prefix))
        return parse_unix(text.substr(unix_prefix.size()));
    // The last colon is before the port; an IPv6 address has others.
    const auto colon = text.rfind(':');
    if (colon == text.npos)
        return invalid();
    const auto host = parse_host(text.substr(0, colon));
    const auto port = codec::parse_port(text.substr(colon + 1));
    if (!host || !port || *port == 0)
        return invalid();
    return address{*host, *port, {}};
}

} // namespace postern::redis
