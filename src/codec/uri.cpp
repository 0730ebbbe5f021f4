#include <postern/codec/ascii.hpp>
#include <postern/codec/uri.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>

namespace postern::codec {
namespace {

bool is_port(std::string_view text)
{
    // At most five digits are read, so the number cannot overflow.
    unsigned port = 0;
    const char* end = text.data() + text.size();
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           std::from_chars(text.data(), end, port).ptr == end && port <= 65535;
}

// The number in `:8443`; nothing if there is none.
std::optional<unsigned> port_of(std::string_view text)
{
    unsigned port = 0;
    if (text.size() < 2 || !is_port(text.substr(1)))
        return std::nullopt;
    std::from_chars(text.data() + 1, text.data() + text.size(), port);
    return port;
}

// RFC 9110 §4.2.1, §4.2.2; RFC 6455 §3
unsigned default_port(std::string_view scheme)
{
    return equal_ignoring_case(scheme, "https") || equal_ignoring_case(scheme, "wss") ? 443 : 80;
}

// `*.example.org` matches each name below example.org, but not example.org itself.
bool name_matches(std::string_view pattern, std::string_view name)
{
    if (!pattern.starts_with("*."))
        return equal_ignoring_case(pattern, name);
    const std::string_view suffix = pattern.substr(1);
    return name.size() > suffix.size() &&
           equal_ignoring_case(name.substr(name.size() - suffix.size()), suffix);
}

// RFC 3986 §3.2.2: inet_pton accepts IPv4 without leading zeros and IPv6 without a zone.
bool is_address(int family, std::string_view text)
{
    std::array<char, INET6_ADDRSTRLEN> copy{};
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    // inet_pton reads up to a NUL, so text after a NUL would be ignored.
    if (text.size() >= copy.size() || text.find('\0') != std::string_view::npos)
        return false;
    std::copy(text.begin(), text.end(), copy.begin());
    return ::inet_pton(family, copy.data(), octets.data()) == 1;
}

// RFC 1123 §2.1, and the underscore that service names use.
bool is_label(std::string_view label)
{
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), [](char c) {
               return is_alphanumeric(c) || c == '-' || c == '_';
           });
}

// A name whose last label is a number is refused: some programs read it as an address, others as a
// name.
bool is_name(std::string_view text)
{
    // A dot at the end names the root of the DNS (RFC 1034 §3.1).
    if (text.ends_with('.'))
        text.remove_suffix(1);
    if (text.empty() || text.size() > 253)
        return false;
    for (;;) {
        const std::size_t dot = text.find('.');
        const std::string_view label = text.substr(0, dot);
        if (!is_label(label))
            return false;
        if (dot == std::string_view::npos)
            return !std::all_of(label.begin(), label.end(), is_digit);
        text.remove_prefix(dot + 1);
    }
}

bool is_bracketed_ipv6(std::string_view text)
{
    return text.size() > 2 && text.front() == '[' && text.back() == ']' &&
           is_address(AF_INET6, text.substr(1, text.size() - 2));
}

} // namespace

std::string_view host_name(std::string_view host)
{
    // The colons of an IPv6 address are inside brackets. The port comes after them.
    const std::size_t after_address = host.starts_with('[') ? host.find(']') : 0;
    return host.substr(0, host.find(':', std::min(after_address, host.size())));
}

bool host_matches(std::string_view pattern, std::string_view host, std::string_view scheme)
{
    const std::string_view wanted = host_name(pattern);
    // A pattern without a port matches each port. A host without a port has the default port of its
    // scheme.
    const auto wanted_port = port_of(pattern.substr(wanted.size()));
    const std::string_view name = host_name(host);
    const auto port = port_of(host.substr(name.size())).value_or(default_port(scheme));
    return (!wanted_port || *wanted_port == port) && name_matches(wanted, name);
}

bool is_host(std::string_view text)
{
    const std::string_view name = host_name(text);
    const std::string_view port = text.substr(name.size());
    if (!port.empty() && !is_port(port.substr(1)))
        return false;
    return is_bracketed_ipv6(name) || is_address(AF_INET, name) || is_name(name);
}

void append_percent_encoded(std::string& out, char c)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    out += {'%', hex[octet >> 4], hex[octet & 0xf]};
}

std::string percent_encode(std::string_view text)
{
    // RFC 3986 §2.3: unreserved characters are not encoded.
    constexpr std::string_view marks = "-._~";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        if (is_alphanumeric(c) || marks.find(c) != std::string_view::npos)
            encoded += c;
        else
            append_percent_encoded(encoded, c);
    }
    return encoded;
}

std::optional<std::string> percent_decode(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        // RFC 3986 §2.1: two hexadecimal digits follow the percent sign.
        unsigned octet = 0;
        const char* const digits = text.data() + i + 1;
        if (text.size() - i < 3 || std::from_chars(digits, digits + 2, octet, 16).ptr != digits + 2)
            return std::nullopt;
        decoded += static_cast<char>(octet);
        i += 2;
    }
    return decoded;
}

} // namespace postern::codec
