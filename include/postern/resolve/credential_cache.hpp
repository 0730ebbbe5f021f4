// What was proven a moment ago: digest of a credential -> identity and the replies built for it.
//
// Keys are SHA-256 of the whole token or cookie, so no credential is kept. A memory belongs to one
// worker and to one configuration with its keys: a reload makes a new one, so no proof outlives
// the policy, profile or key set it was reached under. Only proofs are remembered, never refusals:
// strangers cannot fill it.
//
// Invariants: bytes() <= capacity after every call; every entry found was valid at the `now` of the
// call.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/http/reply.hpp>
#include <postern/resolve/identity.hpp>
#include <postern/resolve/meters.hpp>
#include <postern/session/session_versions.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <vector>

namespace postern::resolve {

// What else must hold for a session to be believed without asking the store.
struct cached_session
{
    std::string id;
    session::session_versions::version mark; // taken before the store was read
    std::chrono::seconds idle;
    time_point idle_expiry;  // as the store had it last
    time_point next_touch{}; // not before: a touch may be under way, or have failed
};

// A proof that is worth remembering, and one prebuilt allowing reply for each endpoint that has
// used it.
struct proof
{
    identity_ptr who;
    crypto::sha256_digest credential;
    std::uint64_t generation = 0; // of the revocations, when it was last held against them
    std::unique_ptr<cached_session> session{}; // null: of a token
    std::vector<http::reply_ptr> replies{};    // by endpoint number; null: not built yet
};

using proof_ptr = std::shared_ptr<proof>;

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
    // `epochs`: of the sessions; null for a memory of tokens.
    credential_cache(
        std::size_t capacity, std::chrono::milliseconds ttl, const cache_meters&,
        const session::session_versions* = nullptr
    ) noexcept;

    // Null if unknown, past its identity's or session's times (wall clock), past the ttl (steady
    // clock), or of a session that may have changed.
    proof_ptr find(const crypto::sha256_digest& credential, const instant& now);

    // Remembers a proof, pushing out the least recently used. Returns the proof even if it has no
    // room.
    proof_ptr remember(proof fresh, const instant& now);

    void forget(const crypto::sha256_digest& credential);

    // A proof begins for want of a proof.
    void count_miss() noexcept { meters_.misses.add(); }

    // Files a reply with a proof; its octets count from now on if the proof is still
    // remembered.
    void attach(const proof_ptr&, std::size_t endpoint, http::reply_ptr reply);

    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t size() const noexcept { return index_.size(); }

private:
    struct entry
    {
        proof_ptr what;
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
    bool believes(const entry&, const instant& now) const;
    void charge(entry&, std::size_t octets);
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
