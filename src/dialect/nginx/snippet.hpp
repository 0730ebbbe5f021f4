// The printed nginx text: a whole server, or parts for a server that exists already.
#pragma once

#include <postern/dialect/snippet.hpp>

namespace postern::dialect {

snippet_text print_nginx(const snippet_options& options);

} // namespace postern::dialect
