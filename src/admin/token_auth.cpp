#include "token_auth.hpp"

#include <postern/codec/ascii.hpp>

#include <stdexcept>

namespace postern::admin {
namespace {

// The text after `Bearer` and at least one space (RFC 6750 §2.1, RFC 9110 §11.4). An empty text,
// which no token equals, for any other field value.
std::string_view bearer_token(std::string_view value) noexcept
{
    constexpr std::string_view scheme = "Bearer";
    if (!codec::equal_ignoring_case(value.substr(0, scheme.size()), scheme))
        return {};
    value.remove_prefix(scheme.size());
    const auto begin = value.find_first_not_of(' ');
    return begin == 0 || begin == value.npos ? std::string_view() : value.substr(begin);
}

std::string_view octets(const crypto::sha256_digest& digest) noexcept
{
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

} // namespace

token_auth::token_auth(const secret& token) : expected_(crypto::sha256(token.reveal()))
{
    if (token.empty())
        throw std::logic_error("an admin service without a token");
}

bool token_auth::accepts(const http::head& head) const noexcept
{
    const auto authorization = head.fields.find("Authorization");
    const auto api_key = head.fields.find("X-Api-Key");
    // Two credentials are refused even if both are right: a proxy may have added one of them.
    if (authorization.count + api_key.count != 1)
        return false;
    const auto token = api_key.count == 1 ? api_key.value : bearer_token(authorization.value);
    return crypto::equal_in_constant_time(octets(crypto::sha256(token)), octets(expected_));
}

} // namespace postern::admin
