#include "token_auth.hpp"

#include <postern/codec/authorization.hpp>

#include <stdexcept>

namespace postern::admin {
namespace {

std::string_view octets(const crypto::sha256_digest& digest) noexcept
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

unsigned bit_of(right one) noexcept
{
    return 1U << static_cast<unsigned>(one);
}

} // namespace

right_set::right_set(const std::vector<right>& rights)
{
    for (const right each : rights)
        bits_ |= bit_of(each);
}

bool right_set::includes(right needed) const noexcept
{
    return needed == right::anybody || (bits_ & (bit_of(needed) | bit_of(right::everything))) != 0;
}

token_auth::token_auth(const std::vector<token_grant>& grants)
{
    for (const token_grant& each : grants) {
        if (each.token.empty())
            throw std::logic_error("an admin token that is empty");
        // Keep the digest: all digests have one length, so no comparison tells a token's length.
        tokens_.push_back({crypto::sha256(each.token.reveal()), right_set(each.may)});
    }
    if (tokens_.empty())
        throw std::logic_error("an admin service without a token");
}

right_set token_auth::rights_of(const http::head& head) const noexcept
{
    const auto authorization = head.fields.find("Authorization");
    const auto api_key = head.fields.find("X-Api-Key");
    // Two credentials are refused even if both are right: a proxy may have added one of them.
    if (authorization.count + api_key.count != 1)
        return {};
    // Read the token. A header without a bearer token gives an empty one, which has no rights.
    const auto token =
        api_key.count == 1 ? api_key.value : codec::bearer_token(authorization.value).value_or("");
    // Compare with every token, so that the time does not tell which one it was.
    const auto digest = crypto::sha256(token);
    right_set found;
    for (const known_token& each : tokens_)
        if (crypto::equal_in_constant_time(octets(digest), octets(each.digest)))
            found = each.may;
    return found;
}

} // namespace postern::admin
