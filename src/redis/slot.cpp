#include "slot.hpp"

#include <array>

namespace postern::redis {
namespace {

// Polynomial x^16 + x^12 + x^5 + 1, initial value 0.
constexpr std::array<std::uint16_t, 256> make_table()
{
    std::array<std::uint16_t, 256> table{};
    for (unsigned i = 0; i < 256; ++i) {
        unsigned crc = i << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
        table[i] = static_cast<std::uint16_t>(crc);
    }
    return table;
}

constexpr auto table = make_table();

std::uint16_t crc16(std::string_view octets) noexcept
{
    unsigned crc = 0;
    for (const char octet : octets)
        crc = (crc << 8 ^ table[(crc >> 8 ^ static_cast<unsigned char>(octet)) & 0xff]) & 0xffff;
    return static_cast<std::uint16_t>(crc);
}

// The text between the first `{` and the first `}` after it, or the whole key.
std::string_view hashed_part(std::string_view key) noexcept
{
    const auto open = key.find('{');
    if (open == key.npos)
        return key;
    const auto close = key.find('}', open + 1);
    if (close == key.npos || close == open + 1)
        return key;
    return key.substr(open + 1, close - open - 1);
}

} // namespace

std::uint16_t slot_of(std::string_view key) noexcept
{
    return crc16(hashed_part(key)) % slot_count;
}

} // namespace postern::redis
