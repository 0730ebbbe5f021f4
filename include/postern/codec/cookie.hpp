// The Cookie request header (RFC 6265 §4.2.1), read pair by pair. Values are not unquoted and not
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

// Takes the next pair from the front of `rest`. Nothing at the end of the list. A piece without `=`
// is a cookie with an empty name: browsers serialise such a cookie so.
std::optional<cookie> next_cookie(std::string_view& rest);

} // namespace postern::codec
