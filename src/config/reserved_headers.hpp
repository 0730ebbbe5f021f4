// Header names that are no identity headers, because HTTP, a proxy or Postern uses them itself.
#pragma once

#include <string>
#include <string_view>

namespace postern::config {

// Two names that are equal after this are one header to some applications, such as CGI programs.
std::string fold_header_name(std::string_view name);

// Why this name cannot be an identity header, as one clause. Empty: it can.
std::string_view why_reserved(std::string_view name);

} // namespace postern::config
