// The keys of one issuer, which are replaced while tokens are verified.
//
// A verifier takes a snapshot for each token. A proof remembers its key and the ring's generation:
// while the ring has the same generation, nothing was replaced, and to know that costs one atomic
// load.
#pragma once

#include <postern/keys/key_set.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace postern::keys {

enum class completeness
{
    complete,
    partial // keys that are not here may be valid: a source has not been read, or too long ago
};

// Cheap to copy: copies are the same ring. Thread-safe.
class ring
{
public:
    struct snapshot
    {
        std::shared_ptr<const key_set> keys; // never null
        completeness extent;
        std::uint64_t generation;
    };

    ring();              // no keys, partial: nothing has been read yet
    ring(key_set first); // complete; implicit: a set that never changes is a ring, too

    snapshot current() const;
    std::uint64_t generation() const noexcept
    {
        return state_->generation.load(std::memory_order_acquire);
    }

    // Replaces the keys. Without effect if the new ones are the same.
    void publish(key_set fresh, completeness = completeness::complete) const;

    // A token has named a kid that is not here.
    void count_unknown_kid() const noexcept { state_->unknown_kids.fetch_add(1); }
    std::uint64_t unknown_kids() const noexcept { return state_->unknown_kids; }

    // Two rings are equal if they are the same ring.
    friend bool operator==(const ring&, const ring&) = default;

private:
    struct state
    {
        std::mutex mutex;
        std::shared_ptr<const key_set> keys = std::make_shared<const key_set>();
        completeness extent = completeness::partial;
        std::atomic<std::uint64_t> generation{0};
        std::atomic<std::uint64_t> unknown_kids{0};
    };

    std::shared_ptr<state> state_;
};

} // namespace postern::keys
