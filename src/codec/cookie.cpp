#include <postern/codec/ascii.hpp>
#include <postern/codec/cookie.hpp>

namespace postern::codec {
namespace {

// Removes the text up to the next semicolon (RFC 6265 §4.2.1) and returns it trimmed.
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
        // Repeated semicolons have nothing between them.
        if (piece.empty())
            continue;
        const std::size_t sign = piece.find('=');
        // Browsers send a cookie without a name as its value alone.
        if (sign == std::string_view::npos)
            return cookie{{}, piece};
        return cookie{piece.substr(0, sign), piece.substr(sign + 1)};
    }
    return std::nullopt;
}

} // namespace postern::codec
