// JSON Web Tokens: verified on the event loop if that holds up nobody else, otherwise on the pool.
#pragma once

#include <postern/resolve/inline_budget.hpp>

#include "prover.hpp"

namespace postern::resolve {

class token_prover final : public prover
{
public:
    token_prover(const std::shared_ptr<const resolver_config>& config, const dependencies& needs);

    std::optional<outcome> prove(credential& token) override;

    // A bearer token may be used by whoever has it.
    error_code use(const cached_proof_ptr&, const auth_request&) override { return {}; }

private:
    using verified = result<jwt::verified_token>;

    std::optional<outcome>
    verify_on_pool(const crypto::sha256_digest& digest, jwt::candidate&& candidate);
    void run_on_pool(const crypto::sha256_digest& digest, std::optional<jwt::candidate>& candidate);
    void finish(const crypto::sha256_digest& digest, const verified* token);
    std::optional<outcome> accept(const crypto::sha256_digest& digest, const verified& token);

    inline_budget budget_;
};

} // namespace postern::resolve
