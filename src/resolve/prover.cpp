#include "prover.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace postern::resolve {

namespace asio = boost::asio;

prover::prover(
    std::shared_ptr<const resolver_config> config, const dependencies& needs, std::size_t capacity,
    const cache_meters& counters, const session::session_versions* versions
)
    : config_(std::move(config)), needs_(needs),
      cache_(capacity, config_->memory_ttl, counters, versions)
{
}

boost::asio::awaitable<prover::outcome> prover::wait(const credential& one, steady_point deadline)
{
    return under_way_.wait(one.digest, needs_.executor, deadline, errc::deadline_exceeded);
}

steady_point prover::lost_at(steady_point now) const
{
    constexpr std::chrono::seconds margin{1};
    return now + std::max(config_->deadline, config_->store_timeout) + margin;
}

// A proof that could not be started must not stay under way.
void prover::begin(const crypto::sha256_digest& digest, asio::awaitable<void> work)
{
    under_way_.begin(digest, lost_at(needs_.time.steady()));
    try {
        asio::co_spawn(needs_.executor, std::move(work), asio::detached);
    } catch (...) {
        under_way_.end(digest, errc::proof_failed);
        throw;
    }
}

std::optional<prover::outcome> prover::recall(const crypto::sha256_digest& digest)
{
    const cached_proof_ptr known = cache_.find(digest, now());
    if (!known)
        return std::nullopt;
    if (!is_key_trusted(*known)) {
        cache_.erase(digest);
        return std::nullopt;
    }
    return check_revocations(known);
}

// The key is searched again only if keys were replaced since the last use.
bool prover::is_key_trusted(cached_proof& proof)
{
    const auto& signer = proof.proven.signer;
    if (!signer || signer->ring.generation() == proof.checked.keys)
        return true;
    const auto now = signer->ring.current();
    if (!now.keys->has(signer->key))
        return false;
    proof.checked.keys = now.generation;
    return true;
}

std::optional<prover::outcome> prover::keep(cached_proof fresh)
{
    constexpr std::uint64_t never_checked = ~std::uint64_t{0};
    fresh.checked.revocations = never_checked;
    return check_revocations(cache_.insert(std::move(fresh), now()));
}

// The list is searched again only if entries were added since the last use. The generation is read
// first: a revocation that is added meanwhile is found at the next use.
std::optional<prover::outcome> prover::check_revocations(const cached_proof_ptr& proof)
{
    const auto generation = needs_.revoked.generation();
    const bool is_current = revocation::list::is_current(generation);
    if (is_current && proof->checked.revocations == generation)
        return proof;
    if (needs_.revoked.revokes(proof->proven.who->ids)) {
        cache_.erase(proof->proven.credential);
        return make_error_code(errc::revoked);
    }
    if (!is_current && needs_.revocations != nullptr) {
        begin(proof->proven.credential, confirm(proof));
        return std::nullopt;
    }
    proof->checked.revocations = generation;
    return proof;
}

asio::awaitable<void> prover::confirm(cached_proof_ptr proof)
{
    const auto self = shared_from_this();
    outcome known = errc::proof_failed;
    try {
        // A store may refuse at once, but the proof was promised to be under way.
        co_await asio::post(needs_.executor, asio::use_awaitable);
        known = co_await ask_store(proof);
    } catch (const std::exception&) { // no memory
    }
    under_way_.end(proof->proven.credential, known);
}

// The list is stale, so only the store knows whether the proof was revoked.
asio::awaitable<prover::outcome> prover::ask_store(cached_proof_ptr proof)
{
    const auto deadline = std::chrono::steady_clock::now() + config_->store_timeout;
    const auto found = co_await needs_.revocations->find(proof->proven.who->ids, deadline);
    if (found && *found == revocation::standing::not_revoked)
        co_return proof;
    if (found) {
        cache_.erase(proof->proven.credential);
        co_return errc::revoked;
    }
    // The store does not answer. An emptied store has answered.
    if (found.error() != revocation::errc::store_emptied && may_use_stale_list(*proof)) {
        needs_.counted.stale_revocations.add();
        co_return proof;
    }
    co_return found.error();
}

// Never for a session, and never for a token that would stay valid for ever.
bool prover::may_use_stale_list(const cached_proof& proof) const
{
    if (proof.session != nullptr || proof.proven.who->not_after == time_point::max())
        return false;
    if (config_->stale.fail_open)
        return true;
    const auto staleness = needs_.revoked.staleness(needs_.time.steady());
    return staleness && *staleness < config_->stale.longest;
}

} // namespace postern::resolve
