// Four characters become three octets. Each of the four positions has a table whose entries are
// already shifted into place. A character outside the alphabet sets a bit that no other entry has,
// so one test at the end finds it.
#include <postern/codec/base64url.hpp>

#include <array>
#include <cstdint>

namespace postern::codec {
namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
// No letter uses this bit, because the entries need only 24 bits.
constexpr std::uint32_t bad = std::uint32_t{1} << 31;

using table = std::array<std::uint32_t, 256>;

constexpr table shifted_by(unsigned bits)
{
    table t{};
    t.fill(bad);
    for (std::uint32_t i = 0; i < alphabet.size(); ++i)
        t[static_cast<unsigned char>(alphabet[i])] = i << bits;
    return t;
}

constexpr std::array<table, 4> tables{shifted_by(18), shifted_by(12), shifted_by(6), shifted_by(0)};

constexpr std::uint32_t at(std::string_view text, std::size_t group, std::size_t position)
{
    return tables[position][static_cast<unsigned char>(text[group + position])];
}

constexpr char octet(std::uint32_t bits, unsigned shift)
{
    return static_cast<char>((bits >> shift) & 0xff);
}

constexpr char letter(std::uint32_t bits, unsigned shift)
{
    return alphabet[(bits >> shift) & 0x3f];
}

} // namespace

std::optional<std::string> base64url_decode(std::string_view text)
{
    // A single character at the end has six bits, which is less than one octet.
    const std::size_t tail = text.size() % 4;
    if (tail == 1)
        return std::nullopt;

    // Two characters at the end give one octet, three give two.
    std::string octets(text.size() / 4 * 3 + (tail == 0 ? 0 : tail - 1), '\0');
    char* out = octets.data();
    // `seen` collects the errors, so the loop needs no branch for each character.
    std::uint32_t seen = 0;
    std::size_t i = 0;
    for (; i + 4 <= text.size(); i += 4) {
        const auto bits = at(text, i, 0) | at(text, i, 1) | at(text, i, 2) | at(text, i, 3);
        seen |= bits;
        *out++ = octet(bits, 16);
        *out++ = octet(bits, 8);
        *out++ = octet(bits, 0);
    }

    // RFC 4648 §3.5: the unused bits of the last character must be zero.
    if (tail == 2) {
        const auto bits = at(text, i, 0) | at(text, i, 1);
        seen |= bits | ((bits & 0xffff) != 0 ? bad : 0);
        *out = octet(bits, 16);
    } else if (tail == 3) {
        const auto bits = at(text, i, 0) | at(text, i, 1) | at(text, i, 2);
        seen |= bits | ((bits & 0xff) != 0 ? bad : 0);
        *out++ = octet(bits, 16);
        *out = octet(bits, 8);
    }
    if ((seen & bad) != 0)
        return std::nullopt;
    return octets;
}

std::string base64url_encode(std::string_view octets)
{
    // Past the end the octets count as zero: they fill the last group.
    const auto value = [&](std::size_t i) -> std::uint32_t {
        return i < octets.size() ? static_cast<unsigned char>(octets[i]) : 0;
    };
    std::string text;
    text.reserve((octets.size() * 4 + 2) / 3);
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        // Three octets give four characters. An incomplete group gives fewer, because JOSE leaves
        // the padding out (RFC 7515 §2).
        const std::uint32_t bits = value(i) << 16 | value(i + 1) << 8 | value(i + 2);
        text += letter(bits, 18);
        text += letter(bits, 12);
        if (i + 1 < octets.size())
            text += letter(bits, 6);
        if (i + 2 < octets.size())
            text += letter(bits, 0);
    }
    return text;
}

} // namespace postern::codec
