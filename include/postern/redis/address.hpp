// Where a Redis server listens: `redis.example.com:6379`, `10.0.0.5:6379`, `[::1]:6379`,
// `unix:/run/redis.sock`.
#pragma once

#include <postern/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::redis {

struct address
{
    std::string host; // a name or an IP address without brackets; empty: a Unix socket
    std::uint16_t port = 0;
    std::string path; // of the Unix socket

    // As it is written in the configuration.
    std::string text() const;
    friend bool operator==(const address&, const address&) = default;
};

// Any other text is errc::invalid_argument of the generic category. Names are not resolved here.
result<address> parse_address(std::string_view text);

} // namespace postern::redis
