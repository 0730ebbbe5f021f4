// What HAProxy cannot be configured with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// Why HAProxy cannot be configured so; empty if it can. What this lets through cannot end a word of
// its configuration.
std::string find_haproxy_obstacle(const snippet_options& options);

// Whether the key of app.crt is in app.key, where HAProxy looks only if it is told.
bool has_haproxy_key_beside(const snippet_options& options);

} // namespace postern::dialect
