// UUIDs (RFC 9562 §4).
#pragma once

#include <string_view>

namespace postern::codec {

// The canonical text, in lower case.
bool is_uuid(std::string_view text) noexcept;

} // namespace postern::codec
