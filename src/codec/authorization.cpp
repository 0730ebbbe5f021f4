#include <postern/codec/ascii.hpp>
#include <postern/codec/authorization.hpp>

namespace postern::codec {

std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept
{
    // RFC 9110 §11.1: the name of the scheme is compared without case.
    constexpr std::string_view scheme = "Bearer";
    if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return std::nullopt;
    std::string_view token = authorization.substr(scheme.size());
    // A tab ends the scheme, too, but it does not separate: it stays in the token.
    if (!token.empty() && token.front() != ' ' && token.front() != '\t')
        return std::nullopt;
    // RFC 9110 §11.4: one or more spaces separate the scheme from the token.
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    return token;
}

} // namespace postern::codec
