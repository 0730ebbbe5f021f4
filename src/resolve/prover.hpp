// How the credentials of one kind are proven: cached, proven at once, or proven elsewhere while the
// request waits. Each kind is one implementation: token_prover, session_prover.
#pragma once

#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/credential.hpp>
#include <postern/resolve/credential_cache.hpp>
#include <postern/resolve/resolver.hpp>

#include "single_flight.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>

namespace postern::resolve {

// Not thread-safe: every call on the worker's thread. Held by shared_ptr.
class prover : public std::enable_shared_from_this<prover>
{
public:
    using outcome = result<cached_proof_ptr>;

    virtual ~prover() = default;

    // The outcome, if it is known without waiting. If not, returns nothing: the proof has begun,
    // and wait() gives its outcome. Sets the credential's digest.
    virtual std::optional<outcome> prove(credential& one) = 0;

    // The outcome of the proof that is under way; errc::deadline_exceeded if there is none by then.
    // REQUIRES: prove() has just returned nothing.
    boost::asio::awaitable<outcome> wait(const credential& one, steady_point deadline);

    // Called at each use of a proof. An error refuses this request only; the proof stays cached.
    virtual error_code use(const cached_proof_ptr& proof, const auth_request& request) = 0;

    credential_cache& cache() noexcept { return cache_; }

protected:
    prover(
        std::shared_ptr<const resolver_config> config, const dependencies& needs,
        std::size_t capacity, const cache_meters& counters,
        const session::session_versions* versions
    );

    // The proof in the cache, if it still holds. Nothing if there is none, or if the store is being
    // asked whether it was revoked: then it is under way.
    std::optional<outcome> recall(const crypto::sha256_digest& digest);

    // Checks a new proof against the revocations and caches it. Nothing if the store is being asked
    // whether it was revoked: then it is under way, and confirm() ends that.
    std::optional<outcome> keep(cached_proof fresh);

    // Starts the coroutine that proves this credential and ends what is under way.
    void begin(const crypto::sha256_digest& digest, boost::asio::awaitable<void> work);

    instant now() const { return {needs_.time.now(), needs_.time.steady()}; }

    // When a proof that begins now counts as lost: after everybody who waits for it has given up.
    steady_point lost_at(steady_point now) const;

    const std::shared_ptr<const resolver_config> config_;
    const dependencies needs_;
    credential_cache cache_;
    single_flight<crypto::sha256_digest, outcome> under_way_;

private:
    static bool is_key_trusted(cached_proof& proof);
    std::optional<outcome> check_revocations(const cached_proof_ptr& proof);
    boost::asio::awaitable<void> confirm(cached_proof_ptr proof);
    boost::asio::awaitable<outcome> ask_store(cached_proof_ptr proof);
    bool may_use_stale_list(const cached_proof& proof) const;
};

} // namespace postern::resolve
