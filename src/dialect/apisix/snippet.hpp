// The configuration of APISIX that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_apisix(const snippet_options& options);

} // namespace postern::dialect
