// The original request from X-Forwarded-Method, -Uri, -Host, -Proto and -For, for proxies that set
// all of them.
#pragma once

#include <postern/dialect/dialect.hpp>

namespace postern::dialect {

// The first four are mandatory. A field that is missing, empty or doubled is an error.
unreadable read_forwarded(
    const http::head& head, std::string_view endpoint, resolve::original_request& original
);

} // namespace postern::dialect
