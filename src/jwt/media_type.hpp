// typ and cty of a JOSE header.
#pragma once

#include <postern/codec/ascii.hpp>

#include <string_view>

namespace postern::jwt {

// RFC 7515 §4.1.9: media types, compared without case; `application/` may be left out.
constexpr bool same_media_type(std::string_view a, std::string_view b) noexcept
{
    const auto bare = [](std::string_view type) {
        constexpr std::string_view prefix = "application/";
        const bool has = codec::equal_ignoring_case(type.substr(0, prefix.size()), prefix);
        return has ? type.substr(prefix.size()) : type;
    };
    return codec::equal_ignoring_case(bare(a), bare(b));
}

} // namespace postern::jwt
