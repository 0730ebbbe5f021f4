// The resources of Istio that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_istio(const snippet_options& options);

} // namespace postern::dialect
