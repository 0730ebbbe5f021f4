// Decides whether a request to the operators' listener carries the admin token.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/http/head.hpp>

namespace postern::admin {

class token_auth
{
public:
    explicit token_auth(const secret& token);

    // True if the request has exactly one credential, `Authorization: Bearer` or `X-Api-Key`, and
    // it is the token. The time it takes tells neither the token's length nor how much of it was
    // right.
    bool accepts(const http::head& head) const noexcept;

private:
    crypto::sha256_digest expected_;
};

} // namespace postern::admin
