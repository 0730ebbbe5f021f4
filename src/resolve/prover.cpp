#include "prover.hpp"

#include <algorithm>
#include <utility>

namespace postern::resolve {

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

// The revocations are looked up again only if some were added since the last use.
std::optional<prover::outcome> prover::recall(const crypto::sha256_digest& digest)
{
    const cached_proof_ptr known = cache_.find(digest, now());
    if (!known)
        return std::nullopt;
    const auto generation = needs_.revoked.generation();
    if (known->checked.revocations == generation)
        return known;
    if (needs_.revoked.revokes(known->proven.who->ids)) {
        cache_.erase(digest);
        return make_error_code(errc::revoked);
    }
    known->checked.revocations = generation;
    return known;
}

// The generation is read first: a revocation that is added meanwhile is found at the next use.
prover::outcome prover::keep(cached_proof fresh)
{
    fresh.checked.revocations = needs_.revoked.generation();
    if (needs_.revoked.revokes(fresh.proven.who->ids))
        return errc::revoked;
    return cache_.insert(std::move(fresh), now());
}

} // namespace postern::resolve
