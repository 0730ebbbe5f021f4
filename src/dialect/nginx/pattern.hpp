// Regular expressions of nginx's locations and rewrites, tried with one path.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern::dialect {

// Whether nginx would find the pattern in the text. Nothing: we cannot read the pattern, which is
// PCRE's.
std::optional<bool> matches(std::string_view pattern, const std::string& text, bool ignoring_case);

// The path that every match begins with, as far as it is written plainly: `/admin` of
// `^/admin(/|$)`. Empty: a match may be anywhere.
std::string plain_begin(std::string_view pattern);

// The first extension that a pattern such as `\.(png|jpg)$` names, with its dot. Empty: none.
std::string first_extension(std::string_view pattern);

} // namespace postern::dialect
