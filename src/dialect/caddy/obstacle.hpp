// What the Caddyfile cannot say.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// Why Caddy cannot be configured so; empty if it can. What this lets through is one word of a
// Caddyfile: it holds no space, quote, brace, `#` or placeholder.
std::string find_caddy_obstacle(const snippet_options& options);

} // namespace postern::dialect
