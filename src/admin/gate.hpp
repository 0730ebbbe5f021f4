// Who may use the operators' listener: whoever shows the token.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/http/head.hpp>

namespace postern::admin {

class gate
{
public:
    explicit gate(const secret& token);

    // Whether the request has exactly one credential, `Authorization: Bearer` or `X-Api-Key`, and
    // it is the token. The time it takes does not tell how much of it was right, nor its length.
    bool admits(const http::head&) const noexcept;

private:
    crypto::sha256_digest expected_;
};

} // namespace postern::admin
