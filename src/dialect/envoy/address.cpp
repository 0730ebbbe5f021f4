#include "address.hpp"

#include <postern/codec/ascii.hpp>

#include "../snippet_input.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

constexpr std::string_view socket_prefix = "unix:";

bool is_v4(std::string_view host)
{
    return std::ranges::all_of(host, [](char c) { return codec::is_digit(c) || c == '.'; });
}

envoy_address split(std::string_view text)
{
    const std::size_t colon = text.rfind(':');
    std::string_view host = text.substr(0, colon);
    const bool is_v6 = host.starts_with('[');
    if (is_v6)
        host = host.substr(1, host.size() - 2);
    return {
        .host = std::string(host),
        .port = std::string(text.substr(colon + 1)),
        .is_name = !is_v6 && !is_v4(host)};
}

} // namespace

std::string envoy_address::text() const
{
    if (!path.empty())
        return "{pipe: {path: \"" + path + "\"}}";
    return "{socket_address: {address: \"" + host + "\", port_value: " + port + "}}";
}

std::optional<envoy_address> read_envoy_server(std::string_view text)
{
    if (is_unix_socket(text))
        return envoy_address{.path = std::string(text.substr(socket_prefix.size()))};
    return is_host_and_port(text) ? std::optional(split(text)) : std::nullopt;
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

std::string envoy_network(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::string_view address = text.substr(0, slash);
    const std::string whole = address.find(':') == address.npos ? "32" : "128";
    const std::string length = slash == text.npos ? whole : std::string(text.substr(slash + 1));
    return "{address_prefix: \"" + std::string(address) + "\", prefix_len: " + length + '}';
}

} // namespace postern::dialect
