// The address of a listener: `127.0.0.1:9080`, `[::1]:9080`, `unix:/run/postern.sock`, `systemd`.
#pragma once

#include <postern/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::http {

struct listen_address
{
    enum class kind
    {
        tcp,
        unix_socket,
        systemd
    };

    kind type = kind::tcp;
    std::string host;       // tcp: an IP address, without brackets
    std::uint16_t port = 0; // tcp; 0: any free port
    std::string path;       // unix_socket; the file gets mode 0660

    // As it is written in the configuration.
    std::string text() const;
    friend bool operator==(const listen_address&, const listen_address&) = default;
};

// Any other text is errc::invalid_argument of the generic category. Names are not resolved.
result<listen_address> parse_listen_address(std::string_view text);

} // namespace postern::http
