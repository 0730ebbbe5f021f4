// Parts of request targets and hosts (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::codec {

// One authority: a DNS name, IPv4 or [IPv6], with an optional port (RFC 9110 §7.2). Text with
// a character of a list or a URL (comma, space, @, /) is not a host.
bool is_host(std::string_view text);

// The host without its port.
std::string_view host_name(std::string_view host);

// Whether a pattern allows the host of a URL with this scheme. `*.example.com` stands for every
// name below example.com, any other pattern for itself. A pattern without a port stands for every
// port, a pattern with a port for that port alone; a host without a port has that of its scheme.
bool host_matches(std::string_view pattern, std::string_view host, std::string_view scheme);

// RFC 3986 §2.1: every octet that is not unreserved becomes %XX.
std::string percent_encode(std::string_view text);
void append_percent_encoded(std::string& out, char c); // always encoded

// Decodes each %XX. Nothing if a % is not followed by two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

} // namespace postern::codec
