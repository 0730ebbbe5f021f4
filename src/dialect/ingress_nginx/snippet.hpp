// The Ingress and the settings of the controller that we print.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_ingress_nginx(const snippet_options& options);

} // namespace postern::dialect
