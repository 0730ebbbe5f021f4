// What Envoy cannot be configured with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// Why Envoy cannot be configured so; empty if it can. What this lets through cannot end a text of
// YAML, and holds no command operator of Envoy.
std::string find_envoy_obstacle(const snippet_options& options);

} // namespace postern::dialect
