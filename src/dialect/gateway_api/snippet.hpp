// The HTTPRoute that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_gateway_api(const snippet_options& options);

} // namespace postern::dialect
