#include "quote.hpp"

#include <algorithm>
#include <array>

namespace postern::log {
namespace {

// Octets that a JSON string holds as they are.
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

struct character
{
    char32_t code = 0;
    std::size_t octets = 0; // 0: not UTF-8
};

// The first character of a text that is not empty (RFC 3629 §3: no overlong forms, no surrogates).
character first_character(std::string_view text)
{
    struct form
    {
        unsigned mask, lead, smallest;
    };
    static constexpr form forms[] = {
        {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

    const unsigned lead = static_cast<unsigned char>(text.front());
    const auto* const found =
        std::ranges::find_if(forms, [&](const form& f) { return (lead & f.mask) == f.lead; });
    const auto octets = static_cast<std::size_t>(found - forms) + 1;
    if (found == std::end(forms) || text.size() < octets)
        return {};
    char32_t code = lead & ~found->mask;
    for (const char c : text.substr(1, octets - 1)) {
        const unsigned octet = static_cast<unsigned char>(c);
        if ((octet & 0xc0) != 0x80)
            return {};
        code = (code << 6) | (octet & 0x3f);
    }
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < found->smallest || code > 0x10ffff || surrogate ? character{}
                                                                  : character{code, octets};
}

// Controls (C0, DEL, C1), line separators and marks that turn the direction of a text.
bool is_treacherous(char32_t code)
{
    struct range
    {
        char32_t first, last;
    };
    static constexpr range ranges[] = {{0, 0x1f},        {0x7f, 0x9f},     {0x61c, 0x61c},
                                       {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x2069},
                                       {0xfeff, 0xfeff}};
    return std::ranges::any_of(ranges, [&](range r) { return code >= r.first && code <= r.last; });
}

void append_escape(std::string& out, char32_t code)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[(code >> shift) & 0xf];
}

// Returns how many octets it took.
std::size_t append_character(std::string& out, std::string_view text)
{
    const auto [code, octets] = first_character(text);
    if (octets == 0) {
        out += "\\ufffd";
        return 1;
    }
    if (code == '"' || code == '\\')
        out.append(1, '\\').append(1, text.front());
    else if (is_treacherous(code))
        append_escape(out, code);
    else
        out.append(text.substr(0, octets));
    return octets;
}

// At most `limit` octets, and no character cut in two.
std::string_view cut(std::string_view value, std::size_t limit)
{
    std::size_t end = limit;
    while (end > 0 && end + 3 > limit && (static_cast<unsigned char>(value[end]) & 0xc0) == 0x80)
        --end;
    return value.substr(0, end);
}

} // namespace

void append_quoted(std::string& out, std::string_view value, std::size_t limit)
{
    const bool too_long = value.size() > limit;
    if (too_long)
        value = cut(value, limit);
    out += '"';
    while (!value.empty()) {
        const auto end = std::ranges::find_if_not(value, is_verbatim);
        const auto run = static_cast<std::size_t>(end - value.begin());
        out.append(value.substr(0, run));
        value.remove_prefix(run);
        if (!value.empty())
            value.remove_prefix(append_character(out, value));
    }
    out += too_long ? "\u2026\"" : "\"";
}

bool is_plain(std::string_view value) noexcept
{
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return is_verbatim(c) && c != ' ' && c != '=';
    });
}

} // namespace postern::log
