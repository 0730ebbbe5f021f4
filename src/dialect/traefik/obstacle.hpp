// What Traefik cannot be configured with.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

// Why Traefik cannot be configured so; empty if it can. What this lets through cannot end a text of
// YAML or of a rule, and is no template of Traefik's file provider.
std::string find_traefik_obstacle(const snippet_options& options);

} // namespace postern::dialect
