// Addresses as the command line writes them, and as Envoy's configuration does.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::dialect {

// Where Envoy listens, or a server that it reaches.
struct envoy_address
{
    std::string host{}; // without brackets
    std::string port{};
    std::string path{}; // of a unix socket; then there is no host
    bool is_name = false;

    // As a value of YAML, on one line.
    std::string text() const;
};

// `host:port`, `[v6]:port` or `unix:/path`.
std::optional<envoy_address> read_envoy_server(std::string_view text);

// The same without names, and `port` or `*:port` for every IPv4 address.
std::optional<envoy_address> read_envoy_listen(std::string_view text);

// `10.0.0.0/8`, or one address, as Envoy's CidrRange.
std::string envoy_network(std::string_view text);

} // namespace postern::dialect
