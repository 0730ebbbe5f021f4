#include <postern/codec/escape.hpp>

#include <algorithm>

namespace postern::codec {
namespace {

struct character
{
    char32_t code = 0;
    std::size_t octets = 0; // 0: not UTF-8
};

// RFC 3629 §3: no overlong forms, no surrogates.
character first_character(std::string_view text)
{
    // The leading bits of the first octet, and the smallest code that needs this length.
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
    // The first octet has the high bits. Each following octet adds six.
    char32_t code = lead & ~found->mask;
    for (const char c : text.substr(1, octets - 1)) {
        const unsigned octet = static_cast<unsigned char>(c);
        if ((octet & 0xc0) != 0x80)
            return {};
        code = (code << 6) | (octet & 0x3f);
    }
    // The code must need this length, exist in Unicode and be no surrogate.
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < found->smallest || code > 0x10ffff || surrogate ? character{}
                                                                  : character{code, octets};
}

// Controls (C0, DEL, C1), line separators, and characters that are invisible or change the
// direction of a text (Unicode Standard Annex 9 §2).
bool is_unsafe(char32_t code)
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

// Four digits are enough: no code that is escaped is above U+FFFF.
void append_escape(std::string& out, char32_t code)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out += digits[(code >> shift) & 0xf];
}

} // namespace

std::size_t append_escaped_character(std::string& out, std::string_view text)
{
    const auto [code, octets] = first_character(text);
    // An octet that is not UTF-8 becomes the replacement character. Only this octet is taken, so
    // the text after it stays readable.
    if (octets == 0) {
        append_escape(out, 0xfffd);
        return 1;
    }
    if (is_unsafe(code))
        append_escape(out, code);
    else
        out.append(text.substr(0, octets));
    return octets;
}

std::string escaped(std::string_view text, std::size_t limit)
{
    std::string out;
    const bool too_long = text.size() > limit;
    text = cut(text, limit);
    while (!text.empty())
        text.remove_prefix(append_escaped_character(out, text));
    return too_long ? out + "..." : out;
}

std::string_view cut(std::string_view text, std::size_t limit) noexcept
{
    if (text.size() <= limit)
        return text;
    // Moves back to the first octet of a character, which has at most three more.
    std::size_t end = limit;
    while (end > 0 && end + 3 > limit && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end);
}

} // namespace postern::codec
