// The configuration of Kong that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_kong(const snippet_options& options);

} // namespace postern::dialect
