// The locations of the printed nginx text that depend on its options.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// The login page on this host and what is below it. Empty if it is elsewhere.
std::string nginx_login_page(const snippet_options& options);

// The paths that ask an endpoint of their own.
std::string nginx_protected_locations(const snippet_options& options);

} // namespace postern::dialect
