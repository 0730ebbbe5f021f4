// Parses a JWS in compact serialization (RFC 7515 §3.1, §7.1), strictly. Nothing is verified here:
// alg, kid and typ may be used only to choose the key and to refuse the token.
#pragma once

#include <postern/crypto/algorithm.hpp>
#include <postern/jwt/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::jwt {

struct jose_header
{
    crypto::algorithm algorithm{};
    std::optional<std::string> kid;
    std::optional<std::string> type; // typ
};

struct jws
{
    jose_header header;
    std::string payload;            // decoded
    std::string signature;          // decoded
    std::string_view signing_input; // `header.payload` as received: a view into the parsed text
};

// `text` must outlive the result (signing_input points into it).
result<jws> parse_jws(std::string_view text, std::size_t max_size = 8 * 1024);

} // namespace postern::jwt
