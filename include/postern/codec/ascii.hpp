// ASCII text: names of headers, schemes and media types compared without case, and the character
// classes that several rooms ask for.
#pragma once

#include <algorithm>
#include <string_view>

namespace postern::codec {

constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

// Most callers write a name in its usual case, so the plain comparison comes first.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept
{
    const auto same = [](char x, char y) { return to_lower(x) == to_lower(y); };
    return a.size() == b.size() && (a == b || std::equal(a.begin(), a.end(), b.begin(), same));
}

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr bool is_alphanumeric(char c) noexcept
{
    return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

// VCHAR of RFC 5234: printable ASCII without the space.
constexpr bool is_visible(std::string_view text) noexcept
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

// C0 controls and DEL: they may not reach a header, a log line or a comparison.
constexpr bool has_control_character(std::string_view text) noexcept
{
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
}

// RFC 9110 §5.6.2: the names of headers and cookies, and methods.
constexpr bool is_token(std::string_view text) noexcept
{
    constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return is_alphanumeric(c) || others.find(c) != others.npos;
    });
}

// RFC 9110 §5.6.3: spaces and tabs around a value do not belong to it.
constexpr std::string_view without_white_space(std::string_view text) noexcept
{
    const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// Servers of the CGI family turn the characters of a header's name that are neither letters nor
// digits into one and the same: names that are equal after this are one header to an application.
constexpr char fold_header_character(char c) noexcept
{
    return is_alphanumeric(c) ? to_lower(c) : '-';
}

} // namespace postern::codec
