// Finds the rights of a request to the operators' listener from the token that it carries.
#pragma once

#include <postern/admin/service.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/http/head.hpp>

#include <vector>

namespace postern::admin {

class right_set
{
public:
    right_set() = default;
    explicit right_set(const std::vector<right>& rights);

    bool empty() const noexcept { return bits_ == 0; }

    // True for right::anybody; right::everything includes each other right.
    bool includes(right) const noexcept;

private:
    unsigned bits_ = 0;
};

class token_auth
{
public:
    // Throws std::logic_error if there is no token or if one is empty.
    explicit token_auth(const std::vector<token_grant>& grants);

    // No rights unless the request has exactly one credential, `Authorization: Bearer` or
    // `X-Api-Key`, and it is one of the tokens. The time it takes tells neither a token's length
    // nor how much of it was right.
    right_set rights_of(const http::head& head) const noexcept;

private:
    struct known_token
    {
        crypto::sha256_digest digest;
        right_set may;
    };

    std::vector<known_token> tokens_;
};

} // namespace postern::admin
