// The URL of another server: `https://issuer.example/keys`.
#pragma once

#include <postern/base/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace postern::http {

struct url
{
    std::string scheme = "https"; // or http
    std::string host;             // a name in lower case or an IP address, without brackets
    std::uint16_t port = 443;
    std::string target = "/"; // path and query

    // The host and the port, an IPv6 address in brackets (RFC 3986 §3.2.2).
    std::string host_and_port() const;
    // The same without the default port of the scheme: the field Host (RFC 9110 §7.2).
    std::string authority() const;
    friend bool operator==(const url&, const url&) = default;
};

// Strict (RFC 3986): https:// or http:// only, no user, no password, no fragment, no character that
// must be percent-encoded. Any other text is client_errc::bad_url.
result<url> parse_url(std::string_view text);

} // namespace postern::http
