#include <postern/codec/socket_address.hpp>
#include <postern/http/address.hpp>

#include <boost/asio/ip/address.hpp>

namespace postern::http {
namespace {

constexpr std::string_view unix_prefix = "unix:";

error_code invalid()
{
    return make_error_code(boost::system::errc::invalid_argument);
}

result<listen_address> parse_unix(std::string_view path)
{
    if (!codec::is_socket_path(path))
        return invalid();
    return listen_address{listen_address::kind::unix_socket, {}, 0, std::string(path)};
}

// An IPv6 address is written in brackets, an IPv4 address is not (RFC 3986 §3.2.2).
result<std::string> parse_host(std::string_view text)
{
    const bool bracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    const std::string host(bracketed ? text.substr(1, text.size() - 2) : text);
    error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error || address.is_v6() != bracketed)
        return invalid();
    return host;
}

result<listen_address> parse_tcp(std::string_view text)
{
    // The last colon is before the port; an IPv6 address has others.
    const auto colon = text.rfind(':');
    if (colon == text.npos)
        return invalid();
    const auto host = parse_host(text.substr(0, colon));
    const auto port = codec::parse_port(text.substr(colon + 1));
    if (!host || !port)
        return invalid();
    return listen_address{listen_address::kind::tcp, *host, *port, {}};
}

} // namespace

std::string listen_address::text() const
{
    if (type == kind::systemd)
        return "systemd";
    if (type == kind::unix_socket)
        return std::string(unix_prefix) + path;
    const bool v6 = host.find(':') != host.npos;
    return (v6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

result<listen_address> parse_listen_address(std::string_view text)
{
    if (text == "systemd")
        return listen_address{listen_address::kind::systemd, {}, 0, {}};
    if (text.starts_with(unix_prefix))
        return parse_unix(text.substr(unix_prefix.size()));
    return parse_tcp(text);
}

} // namespace postern::http
