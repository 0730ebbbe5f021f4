#include <postern/codec/ascii.hpp>
#include <postern/codec/authorization.hpp>

namespace postern::codec {

std::optional<std::string_view> bearer_token(std::string_view authorization) noexcept
{
    constexpr std::string_view scheme = "Bearer";
    if (!equal_ignoring_case(authorization.substr(0, scheme.size()), scheme))
        return std::nullopt;
    std::string_view token = authorization.substr(scheme.size());
    // A tab is no separator, but it shows that the scheme ends here.
    if (!token.empty() && token.front() != ' ' && token.front() != '\t')
        return std::nullopt;
    token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
    return token;
}

} // namespace postern::codec
