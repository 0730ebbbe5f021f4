// Octets as hexadecimal text, in lower case.
#pragma once

#include <string>
#include <string_view>

namespace postern::codec {

std::string hexadecimal(std::string_view octets);

} // namespace postern::codec
