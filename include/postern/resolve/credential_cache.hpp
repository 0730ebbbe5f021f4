// The cache of verified tokens and of sessions that were found: digest of a credential -> proof.
//
// Keys are SHA-256 of the whole token or cookie, so no credential is kept. A cache belongs to one
// worker and to one configuration: a reload makes a new one, so no proof outlives the profile that
// it was made under. Whether the key of a token is still trusted is checked at each use (prover).
// Only proofs are cached, never refusals: strangers cannot fill it.
//
// Invariants: bytes() <= capacity after every call; every entry that is found was valid at the
// `now` of the call.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/resolve/cached_proof.hpp>
#include <postern/resolve/meters.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

namespace postern::resolve {

// Both clocks at one moment.
struct instant
{
    time_point wall;
    steady_point steady;
};

// Not thread-safe: one per worker.
class credential_cache
{
public:
    // `versions`: of the sessions; null for a cache of tokens. `ttl` counts from the proof.
    credential_cache(
        std::size_t capacity, std::chrono::milliseconds ttl, const cache_meters& counters,
        const session::session_versions* versions = nullptr
    ) noexcept;

    // Null if it is unknown, past its identity's or session's times (wall clock), past the ttl
    // (steady clock), or of a session that may have changed since it was read.
    cached_proof_ptr find(const crypto::sha256_digest& credential, const instant& now);

    // Keeps a proof and pushes out the least recently used. Returns the entry even if there is no
    // room for it.
    cached_proof_ptr insert(cached_proof fresh, const instant& now);

    void erase(const crypto::sha256_digest& credential);

    // Counts a proof that had to begin because none was cached.
    void count_miss() noexcept { meters_.misses.add(); }

    // Keeps a reply of `octets` with a proof; it counts from now on if the proof is still cached.
    void attach(
        const cached_proof_ptr& proof, std::size_t slot, std::shared_ptr<const void> reply,
        std::size_t octets
    );

    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t size() const noexcept { return index_.size(); }

private:
    struct entry
    {
        cached_proof_ptr proof;
        steady_point until;
        std::size_t bytes;
    };
    using entries = std::list<entry>;

    struct digest_hash
    {
        std::size_t operator()(const crypto::sha256_digest&) const noexcept;
    };

    void remove(const crypto::sha256_digest& credential);
    void drop(entries::iterator);
    bool is_valid(const entry& cached, const instant& now) const;
    void charge(entry& cached, std::size_t octets);
    void make_room();
    void report() noexcept;

    entries order_; // most recently used first
    boost::unordered_flat_map<crypto::sha256_digest, entries::iterator, digest_hash> index_;
    std::size_t capacity_;
    std::chrono::milliseconds ttl_;
    std::size_t bytes_ = 0;
    cache_meters meters_;
    const session::session_versions* versions_;
};

} // namespace postern::resolve
