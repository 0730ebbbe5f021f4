// What nginx cannot be configured with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>
#include <string_view>

namespace postern::dialect {

// `quic:443`: an address for HTTP/3.
bool is_nginx_quic(std::string_view listen);

// Why nginx cannot be configured so; empty if it can. What this lets through cannot end a directive
// or begin another one.
std::string find_nginx_obstacle(const snippet_options& options);

} // namespace postern::dialect
