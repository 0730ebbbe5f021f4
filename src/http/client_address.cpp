#include "client_address.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace postern::http {

namespace ip = boost::asio::ip;

namespace {

bool is_refused_v4(const ip::address_v4& address) noexcept
{
    const auto number = address.to_uint();
    return number >> 24 == 0         // 0.0.0.0/8: RFC 6890 §2.2.2, "this network"
           || number >> 16 == 0xa9fe // 169.254.0.0/16: RFC 3927
           || number >> 28 == 0xe    // 224.0.0.0/4: RFC 5771
           || number == 0xffffffff;  // 255.255.255.255: RFC 919 §7
}

// The IPv4 address in ::ffff:0:0/96 (RFC 4291 §2.5.5.2) or in 64:ff9b::/96 (NAT64, RFC 6052 §2.1).
std::optional<ip::address_v4> embedded(const ip::address_v6& address) noexcept
{
    using prefix = std::array<unsigned char, 12>;
    constexpr prefix prefixes[] = {
        {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, {0, 0x64, 0xff, 0x9b}};
    const auto octets = address.to_bytes();
    for (const prefix& each : prefixes) {
        if (std::equal(each.begin(), each.end(), octets.begin()))
            return ip::address_v4({octets[12], octets[13], octets[14], octets[15]});
    }
    return std::nullopt;
}

} // namespace

bool is_refused(const ip::address& address) noexcept
{
    if (address.is_v4())
        return is_refused_v4(address.to_v4());
    const auto v6 = address.to_v6();
    if (const auto v4 = embedded(v6))
        return is_refused_v4(*v4);
    return v6.is_link_local() || v6.is_multicast() || v6.is_unspecified();
}

bool is_loopback(const ip::address& address) noexcept
{
    if (address.is_v4())
        return address.to_v4().is_loopback();
    const auto v6 = address.to_v6();
    return v6.is_v4_mapped() ? v6.to_bytes()[12] == 127 : v6.is_loopback();
}

} // namespace postern::http
