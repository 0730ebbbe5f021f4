// The original request from a check with a path prefix, as every Envoy sends it: the check has the
// client's method and Host, and its target is the prefix and the client's target.
#pragma once

#include <postern/dialect/dialect.hpp>

namespace postern::dialect {

// Reads the request line, Host, X-Forwarded-Proto and the last address of X-Forwarded-For. Every
// other field may be the client's. The client's address need not be known.
unreadable read_prefixed(
    const http::head& head, std::string_view endpoint, resolve::original_request& original
);

} // namespace postern::dialect
