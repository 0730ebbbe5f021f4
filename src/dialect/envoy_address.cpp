#include "envoy_address.hpp"

#include <postern/codec/ascii.hpp>

#include <algorithm>
#include <charconv>

namespace postern::dialect {
namespace {

constexpr std::string_view socket_prefix = "unix:";

bool is_port(std::string_view text)
{
    unsigned port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_v4(std::string_view host)
{
    return std::ranges::all_of(host, [](char c) { return codec::is_digit(c) || c == '.'; });
}

bool is_v6(std::string_view host)
{
    return host.find(':') != host.npos &&
           host.find_first_not_of("0123456789abcdefABCDEF:.") == host.npos;
}

std::optional<envoy_address> read_socket(std::string_view text)
{
    const std::string_view path = text.substr(socket_prefix.size());
    if (!path.starts_with('/') || !is_plain_text(path, "-._:/"))
        return std::nullopt;
    return envoy_address{.path = std::string(path)};
}

std::optional<envoy_address> read_host_and_port(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || !is_port(text.substr(colon + 1)))
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string port(text.substr(colon + 1));
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
        return is_v6(host) ? std::optional(envoy_address{std::string(host), port}) : std::nullopt;
    }
    if (!is_plain_text(host, "-._"))
        return std::nullopt;
    return envoy_address{.host = std::string(host), .port = port, .is_name = !is_v4(host)};
}

} // namespace

bool is_plain_text(std::string_view text, std::string_view others)
{
    return !text.empty() && std::ranges::all_of(text, [&](char c) {
        return codec::is_alphanumeric(c) || others.find(c) != others.npos;
    });
}

std::string envoy_address::text() const
{
    if (!path.empty())
        return "{pipe: {path: \"" + path + "\"}}";
    return "{socket_address: {address: \"" + host + "\", port_value: " + port + "}}";
}

std::optional<envoy_address> read_envoy_server(std::string_view text)
{
    return text.starts_with(socket_prefix) ? read_socket(text) : read_host_and_port(text);
}

std::optional<envoy_address> read_envoy_listen(std::string_view text)
{
    constexpr std::string_view everywhere = "0.0.0.0";
    if (is_port(text))
        return envoy_address{std::string(everywhere), std::string(text)};
    auto found = read_envoy_server(
        text.starts_with("*:") ? std::string(everywhere) + std::string(text.substr(1))
                               : std::string(text)
    );
    return found && found->is_name ? std::nullopt : found;
}

} // namespace postern::dialect
