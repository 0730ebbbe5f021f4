#include <postern/codec/ascii.hpp>
#include <postern/codec/uuid.hpp>

#include <algorithm>

namespace postern::codec {

bool is_uuid(std::string_view text) noexcept
{
    constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
        return wanted == '-' ? c == '-' : is_digit(c) || (c >= 'a' && c <= 'f');
    });
}

} // namespace postern::codec
