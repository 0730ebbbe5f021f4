// Letters compared without case, in ASCII only: names of headers, schemes and media types.
#pragma once

#include <algorithm>
#include <string_view>

namespace postern::codec {

constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// Who writes a name mostly writes it in the usual case: that is looked at first.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    const auto same = [](char x, char y) { return to_lower(x) == to_lower(y); };
    return a.size() == b.size() && (a == b || std::equal(a.begin(), a.end(), b.begin(), same));
}

} // namespace postern::codec
