// Where the printed nginx server listens, and with which certificate.
#pragma once

#include <postern/dialect/snippet.hpp>

#include <string>

namespace postern::dialect {

std::string nginx_listen_lines(const snippet_options& options);

} // namespace postern::dialect
