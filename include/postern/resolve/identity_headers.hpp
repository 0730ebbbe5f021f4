// From an identity to the headers that the application reads: the table of what each header says,
// and how a value is encoded.
#pragma once

#include <postern/resolve/identity.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::resolve {

// All identity headers of one answer stay under this many octets: past it the token is invalid,
// never cut.
inline constexpr std::size_t max_identity_octets = 4 * 1024;

// Every identity header of a configuration: the standard ones under its prefix, then the mapped
// ones. These are the names a proxy must overwrite, the tripwire watches and the snippets list.
std::vector<std::string> header_names(const identity_options& options);

// One identity header of an answer; no value: it is unset.
struct identity_header
{
    std::string_view name; // a view into the names of the configuration
    std::optional<std::string> value;
};

// Every header of `names` (header_names()), in that order. A null identity leaves all of them
// unset.
std::vector<identity_header>
identity_headers(const identity* who, const std::vector<std::string>& names);

// Whether all of its headers, with every name sent, stay under max_identity_octets.
bool fits_headers(const identity& who, const identity_options& options);

// A text as a header value: `%`, octets outside visible ASCII and space, and a space at either end
// become %XX.
std::string encode_value(std::string_view text);

// Elements joined by `separator`, which is itself encoded inside an element.
std::string encode_list(const std::vector<std::string>& elements, char separator);

} // namespace postern::resolve
