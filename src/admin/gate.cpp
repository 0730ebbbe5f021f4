#include "gate.hpp"

#include <postern/codec/ascii.hpp>

#include <stdexcept>

namespace postern::admin {
namespace {

// What follows `Bearer` and at least one space (RFC 6750 §2.1, RFC 9110 §11.4); else nothing, which
// is nobody's token.
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

gate::gate(const secret& token) : expected_(crypto::sha256(token.reveal()))
{
    if (token.empty())
        throw std::logic_error("an admin service without a token");
}

bool gate::admits(const http::head& head) const noexcept
{
    const auto authorization = head.fields.find("Authorization");
    const auto api_key = head.fields.find("X-Api-Key");
    if (authorization.count + api_key.count != 1)
        return false;
    const auto shown = api_key.count == 1 ? api_key.value : bearer_token(authorization.value);
    return crypto::equal_in_constant_time(octets(crypto::sha256(shown)), octets(expected_));
}

} // namespace postern::admin
