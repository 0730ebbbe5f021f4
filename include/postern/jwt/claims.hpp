// The claims of a JWT (RFC 7519 §4): the whole object, and the registered claims with their types.
#pragma once

#include <postern/codec/ascii.hpp>
#include <postern/jwt/error.hpp>

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::jwt {

// Seconds since the epoch, rounded down (RFC 7519 §2).
using numeric_date = std::int64_t;

struct claims
{
    std::optional<std::string> issuer;
    std::optional<std::string> subject;
    std::optional<std::vector<std::string>> audience;
    std::optional<numeric_date> expires;
    std::optional<numeric_date> not_before;
    std::optional<numeric_date> issued_at;
    std::optional<std::string> id; // jti
    boost::json::object all;       // every claim, the registered ones too
};

// Strict JSON. A registered claim of a wrong type is an error, even if the claim is not required.
result<claims> parse_claims(std::string_view payload);

using codec::has_control_character;

} // namespace postern::jwt
