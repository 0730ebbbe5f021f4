#include "quote.hpp"

#include <postern/codec/escape.hpp>

#include <algorithm>
#include <array>

namespace postern::log {
namespace {

// Octets that need no escape in a JSON string.
constexpr auto verbatim = [] {
    std::array<bool, 256> table{};
    for (std::size_t c = 0x20; c < 0x7f; ++c)
        table[c] = c != '"' && c != '\\';
    return table;
}();

bool is_verbatim(char c)
{
    return verbatim[static_cast<unsigned char>(c)];
}

// Returns the number of octets that it has read.
std::size_t append_character(std::string& out, std::string_view text)
{
    const char c = text.front();
    if (c != '"' && c != '\\')
        return codec::append_escaped_character(out, text);
    out.append(1, '\\').append(1, c);
    return 1;
}

} // namespace

void append_quoted(std::string& out, std::string_view value, std::size_t limit)
{
    // codec::cut() does not split a character of UTF-8.
    const bool too_long = value.size() > limit;
    value = codec::cut(value, limit);
    out += '"';
    while (!value.empty()) {
        // Copy the octets up to the next special one, then escape that one.
        const auto end = std::ranges::find_if_not(value, is_verbatim);
        const auto run = static_cast<std::size_t>(end - value.begin());
        out.append(value.substr(0, run));
        value.remove_prefix(run);
        if (!value.empty())
            value.remove_prefix(append_character(out, value));
    }
    // An ellipsis says that the value was cut.
    out += too_long ? "\u2026\"" : "\"";
}

bool is_plain(std::string_view value) noexcept
{
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return is_verbatim(c) && c != ' ' && c != '=';
    });
}

} // namespace postern::log
