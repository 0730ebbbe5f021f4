// What was proven a moment ago: digest of a token -> identity and the replies built for it.
//
// Keys are SHA-256 of the whole token, so no bearer token is kept. A memory belongs to one worker
// and to one configuration with its keys: a reload makes a new one, so no verdict outlives the
// policy, profile or key set it was reached under. Only proofs are remembered, never refusals:
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

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <vector>

namespace postern::resolve {

// A proof that is worth remembering, and one prebuilt allowing reply for each endpoint that has
// used it.
struct verdict
{
    identity_ptr who;
    crypto::sha256_digest token;
    std::vector<http::reply_ptr> replies; // by endpoint number; null: not built yet
};

using verdict_ptr = std::shared_ptr<verdict>;

// Both clocks at one moment.
struct instant
{
    time_point wall;
    steady_point steady;
};

// Not thread-safe: one per worker.
class verdict_memory
{
public:
    verdict_memory(std::size_t capacity, std::chrono::milliseconds ttl, const meters&) noexcept;

    // Null if unknown, past its identity's times (wall clock) or past the ttl (steady clock).
    verdict_ptr find(const crypto::sha256_digest& token, const instant& now);

    // Remembers a proof, pushing out the least recently used. Returns the verdict even if it has no
    // room.
    verdict_ptr remember(const crypto::sha256_digest& token, identity_ptr who, const instant& now);

    // Files a reply with a verdict; its octets count from now on if the verdict is still
    // remembered.
    void attach(const verdict_ptr&, std::size_t endpoint, http::reply_ptr reply);

    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t size() const noexcept { return index_.size(); }

private:
    struct entry
    {
        verdict_ptr what;
        steady_point until;
        std::size_t bytes;
    };
    using entries = std::list<entry>;

    struct digest_hash
    {
        std::size_t operator()(const crypto::sha256_digest&) const noexcept;
    };

    void forget(entries::iterator);
    void charge(entry&, std::size_t octets);
    void make_room();

    entries order_; // most recently used first
    boost::unordered_flat_map<crypto::sha256_digest, entries::iterator, digest_hash> index_;
    std::size_t capacity_;
    std::chrono::milliseconds ttl_;
    std::size_t bytes_ = 0;
    meters meters_;
};

} // namespace postern::resolve
