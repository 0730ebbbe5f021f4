// The Cookie request header (RFC 6265 §4.2.1) as a lazy list of pairs. Nothing is unquoted or
// decoded.
#pragma once

#include <optional>
#include <string_view>

namespace postern::codec {

struct cookie
{
    std::string_view name;  // as sent, octet by octet; may be empty
    std::string_view value; // as sent, quotes included
};

// Takes the next pair from the front of `rest`; nothing when the list is at its end. A piece
// without `=` is a cookie with an empty name, as browsers serialise it.
std::optional<cookie> next_cookie(std::string_view& rest);

} // namespace postern::codec
