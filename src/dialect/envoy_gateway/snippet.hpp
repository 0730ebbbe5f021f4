// The resources of Envoy Gateway that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_envoy_gateway(const snippet_options& options);

} // namespace postern::dialect
