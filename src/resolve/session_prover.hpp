// Session cookies: looked up in the store, cached until the session changes, and kept alive by use.
#pragma once

#include "prover.hpp"

#include <string>

namespace postern::resolve {

class session_prover final : public prover
{
public:
    session_prover(const std::shared_ptr<const resolver_config>& config, const dependencies& needs);

    std::optional<outcome> prove(credential& cookie) override;

    // Moves the idle expiry of a session that is in use.
    error_code use(const cached_proof_ptr& proof, const auth_request& request) override;

private:
    using version = session::session_versions::version;

    boost::asio::awaitable<void> look_up(crypto::sha256_digest digest, std::string id);
    boost::asio::awaitable<error_code> doubt_absence(steady_point deadline) const;
    std::optional<outcome> accept(
        const crypto::sha256_digest& digest, const version& read_at,
        const result<session::found>& found
    );
    boost::asio::awaitable<void> touch(cached_proof_ptr proof, time_point until);
    std::chrono::milliseconds touch_interval(std::chrono::milliseconds idle) const;
};

} // namespace postern::resolve
