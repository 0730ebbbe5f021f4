// Who sent a request, and may it pass? The page that ties everything together.
//
// A resolver belongs to one worker thread and one configuration: a reload makes new ones, and the
// checks that are under way end with the one that they began with.
#pragma once

#include <postern/crypto/thread_pool.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/credential.hpp>
#include <postern/resolve/credential_cache.hpp>
#include <postern/resolve/decision.hpp>
#include <postern/resolve/identity_header_tripwire.hpp>
#include <postern/resolve/meters.hpp>
#include <postern/resolve/options.hpp>
#include <postern/revocation/list.hpp>
#include <postern/revocation/lookup.hpp>
#include <postern/session/session_store.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>

namespace postern::resolve {

// What a configuration says about deciding. Immutable, shared by every worker.
struct resolver_config
{
    jwt::verifier verifier;
    identity_options identity;
    identity_header_tripwire aliases;
    std::chrono::milliseconds deadline{400}; // of one check
    std::size_t memory = 0;                  // octets of one worker's cache of tokens
    std::chrono::milliseconds memory_ttl{0};
    std::size_t session_memory = 0; // octets of one worker's cache of sessions
    session::options sessions{};
    std::chrono::milliseconds store_timeout{50}; // of one call
    stale_revocations stale{};
};

// What a resolver works with. All of it outlives the resolver and every proof that it has begun.
struct dependencies
{
    const clock& time;
    crypto::thread_pool& slow;             // for signatures that would hold up the event loop
    boost::asio::any_io_executor executor; // of the worker's thread
    meters counted;
    const revocation::list& revoked;
    session::session_store* sessions = nullptr;      // null: there is no store of sessions
    const revocation::lookup* revocations = nullptr; // null: `revoked` is always current
    bool in_service = true; // false: a check for explain, which does not count as use of a session
};

class prover;
class token_prover;
class session_prover;

// Not thread-safe: every call on the worker's thread.
class resolver
{
public:
    resolver(std::shared_ptr<const resolver_config> config, const dependencies& needs);
    ~resolver();

    // The decision, if it is known without waiting: the credential's proof is cached, or it is
    // refused or verified at once. Nothing if a proof has to be waited for.
    std::optional<decision> decide_now(const auth_request& request, const rules& rules);

    // Waits for proofs, within the deadline. The arguments outlive the call.
    boost::asio::awaitable<decision> decide(const auth_request& request, const rules& rules);

    // The cache that keeps the replies to this proof.
    credential_cache& cache_of(const cached_proof& proof) noexcept;

private:
    // How far the credentials of one request were tried.
    struct progress;

    std::optional<decision> screen(const auth_request& request, const rules& rules) const;
    bool trips(const auth_request& request) const;
    void count(const credentials& sent, const auth_request& request, const rules& rules) const;
    std::optional<decision>
    try_credentials(progress& at, const auth_request& request, const rules& rules);
    std::optional<result<cached_proof_ptr>> prove(progress& at, const auth_request& request);
    decision
    admit(const cached_proof_ptr& proof, const auth_request& request, const rules& rules) const;
    prover& prover_of(const credential& one) noexcept;

    std::shared_ptr<const resolver_config> config_;
    dependencies needs_;
    std::shared_ptr<token_prover> tokens_;
    std::shared_ptr<session_prover> sessions_;
};

} // namespace postern::resolve
