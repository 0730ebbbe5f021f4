// A trusted issuer for tests, and its tokens.
#pragma once

#include <postern/jwt/verifier.hpp>

#include <support/claims_text.hpp>
#include <support/mint.hpp>

namespace postern::test {

inline constexpr crypto::algorithm usual = crypto::algorithm::es256;

inline jwt::trusted_issuer issuer(crypto::algorithm id = usual)
{
    jwt::profile rules;
    rules.name = "main";
    rules.issuer = "https://issuer.test";
    rules.audience = {"api"};
    rules.algorithms = {id};
    return {rules, keys::key_set::from_keys({trusted_key(id, "k1")}).value()};
}

inline std::string token(const std::vector<member>& changes = {}, crypto::algorithm id = usual)
{
    const std::string header =
        "{\"alg\":\"" + std::string(crypto::traits(id).name) + "\",\"kid\":\"k1\"}";
    return mint(id, header, claims_text(changes));
}

inline time_point at(long long seconds)
{
    return time_point(std::chrono::seconds(seconds));
}

} // namespace postern::test
