// The configuration of HAProxy that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_haproxy(const snippet_options& options);

} // namespace postern::dialect
