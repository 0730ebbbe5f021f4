#include <postern/codec/ascii.hpp>
#include <postern/codec/cookie.hpp>

namespace postern::codec {
namespace {

std::string_view take_piece(std::string_view& rest)
{
    const std::size_t end = rest.find(';');
    const std::string_view piece = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return without_white_space(piece);
}

} // namespace

std::optional<cookie> next_cookie(std::string_view& rest)
{
    while (!rest.empty()) {
        const std::string_view piece = take_piece(rest);
        if (piece.empty())
            continue;
        const std::size_t sign = piece.find('=');
        if (sign == std::string_view::npos)
            return cookie{{}, piece};
        return cookie{piece.substr(0, sign), piece.substr(sign + 1)};
    }
    return std::nullopt;
}

} // namespace postern::codec
