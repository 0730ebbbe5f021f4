// The configuration of Traefik that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_traefik(const snippet_options& options);

} // namespace postern::dialect
