// The addresses where Caddy listens and the servers that it asks, as its Caddyfile writes them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

// Every address with every port: a site of Caddy cannot say it otherwise.
struct caddy_listening
{
    std::vector<std::string> addresses; // for `bind`; empty: all of the machine
    std::vector<std::string> ports;     // empty: unix sockets only
};

// `8080`, `127.0.0.1:8080`, `[::1]:8080`, `*:8080` or `unix:/path`, several of them. False if one
// is none of these, or if they are not every address with every port.
bool read_caddy_listening(const std::vector<std::string>& listen, caddy_listening& into);

// `host:port` or `unix:/path`
std::string caddy_upstream(std::string_view text);

} // namespace postern::dialect
