#include <postern/codec/hexadecimal.hpp>

namespace postern::codec {

std::string hexadecimal(std::string_view octets)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string made;
    for (const char each : octets) {
        const auto octet = static_cast<unsigned char>(each);
        made += {digits[octet >> 4], digits[octet & 0xf]};
    }
    return made;
}

} // namespace postern::codec
