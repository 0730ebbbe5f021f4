// What the tokens of an issuer must look like. Plain options with safe defaults.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace postern::jwt {

enum class expiry_rule
{
    required,
    optional, // a token without exp must have jti, so that it can be revoked
};

// Which claim holds the permission mask, and how many bits it has.
struct permission_claim
{
    std::vector<std::string> path; // member names from the top of the claims
    unsigned bits = 32;            // 1 to 63

    friend bool operator==(const permission_claim&, const permission_claim&) = default;
};

struct profile
{
    std::string name;                  // the operator's name for this issuer
    std::optional<std::string> issuer; // exact `iss`; none: only tokens without iss
    std::vector<std::string> audience; // one must be in `aud`; empty: aud is not examined
    crypto::algorithm_set algorithms{crypto::algorithm::rs256};
    std::vector<std::string> types{"JWT", "at+jwt"}; // accepted `typ`
    bool type_required = false;
    std::vector<std::string> required{"sub"}; // claims that must be present, beyond exp
    expiry_rule expiry = expiry_rule::required;
    std::optional<std::chrono::seconds> max_lifetime;
    std::chrono::seconds leeway{5};         // 0 to 60 s, for exp, nbf and iat alike
    std::vector<std::string> subject_types; // empty: sub is free text; else `type:uuid`
    std::optional<permission_claim> permissions;

    friend bool operator==(const profile&, const profile&) = default;
};

} // namespace postern::jwt
