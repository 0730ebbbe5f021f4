// The list no_proxy, as https://everything.curl.dev and curl's manual describe it.
#include <postern/codec/ascii.hpp>
#include <postern/codec/socket_address.hpp>
#include <postern/http/client_proxy.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>

namespace postern::http {
namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> address_of(std::string_view text)
{
    error_code none;
    const auto made = ip::make_address(std::string(text), none);
    return none ? std::nullopt : std::optional(made);
}

bool is_in_network(std::string_view network, const ip::address& host)
{
    error_code none;
    const std::string text(network);
    if (host.is_v4()) {
        const auto range = ip::make_network_v4(text, none);
        return !none &&
               ip::network_v4(host.to_v4(), range.prefix_length()).canonical() == range.canonical();
    }
    const auto range = ip::make_network_v6(text, none);
    return !none &&
           ip::network_v6(host.to_v6(), range.prefix_length()).canonical() == range.canonical();
}

struct host_and_port
{
    std::string_view host, port; // no port: empty
};

// Text with several colons and no bracket is an IPv6 address without a port.
host_and_port split(std::string_view entry)
{
    if (entry.starts_with('[')) {
        const auto end = std::min(entry.find(']'), entry.size());
        const auto port = entry.substr(std::min(end + 2, entry.size()));
        return {entry.substr(1, end - 1), port};
    }
    const auto colon = entry.find(':');
    if (colon == entry.npos || entry.find(':', colon + 1) != entry.npos)
        return {entry, {}};
    return {entry.substr(0, colon), entry.substr(colon + 1)};
}

std::string_view without_last_dot(std::string_view name)
{
    return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_name_or_below(std::string_view wanted, std::string_view name)
{
    wanted = without_last_dot(wanted.starts_with('.') ? wanted.substr(1) : wanted);
    name = without_last_dot(name);
    if (wanted.empty() || name.size() < wanted.size())
        return false;
    const auto above = name.size() - wanted.size();
    return codec::equal_ignoring_case(name.substr(above), wanted) &&
           (above == 0 || name[above - 1] == '.');
}

bool matches(std::string_view entry, const url& to)
{
    if (entry == "*")
        return true;
    const auto address = address_of(to.host);
    if (entry.find('/') != entry.npos)
        return address && is_in_network(entry, *address);
    const auto [host, port] = split(entry);
    if (!port.empty() && codec::parse_port(port) != to.port)
        return false;
    return address ? address_of(host) == address : is_name_or_below(host, to.host);
}

} // namespace

bool is_direct(std::string_view no_proxy, const url& to)
{
    constexpr std::string_view separators = ", \t";
    for (auto begin = no_proxy.find_first_not_of(separators); begin != no_proxy.npos;
         begin = no_proxy.find_first_not_of(separators, begin)) {
        const auto end = std::min(no_proxy.find_first_of(separators, begin), no_proxy.size());
        if (matches(no_proxy.substr(begin, end - begin), to))
            return true;
        begin = end;
    }
    return false;
}

} // namespace postern::http
