// The revocation list in memory. All threads share it, and each check uses it.
//
// A cached proof keeps the generation at which the list was last searched for it. While the list
// has the same generation, the check of a cached proof costs one atomic load.
#pragma once

#include <postern/revocation/entry.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <shared_mutex>

namespace postern::revocation {

// Thread-safe.
class list
{
public:
    // Increases with each entry that is added. Read it before revokes(): then the answer considers
    // every entry up to that generation.
    std::uint64_t generation() const noexcept
    {
        return generation_.load(std::memory_order_acquire);
    }

    // True if an entry names one of the ids. An entry of a subject revokes what was issued before
    // its time, and what does not say when it was issued.
    bool revokes(const revocable_ids& ids) const;

    // The entry is in force on all threads when this returns. Of two entries for one subject the
    // later time counts.
    void add(const entry& added);
    void remove(const entry_name& name);

    // Removes the entries that have expired.
    void prune(time_point now);

    std::size_t size() const;

private:
    struct item
    {
        revocation::kind kind;
        time_point before;
        time_point expires;
    };
    struct name_hash
    {
        std::size_t operator()(const entry_name& name) const noexcept;
    };

    // A single map of a million entries would block every check for 100 ms while it grows or is
    // pruned. Each shard has a lock of its own.
    static constexpr std::size_t shard_count = 64;
    struct shard
    {
        mutable std::shared_mutex mutex;
        boost::unordered_flat_map<entry_name, item, name_hash> items;
    };

    // The last octet chooses the shard, because the first ones are the hash inside it.
    static std::size_t shard_of(const entry_name& name) noexcept
    {
        return name.back() % shard_count;
    }
    bool has_entry(
        kind entry_kind, std::string_view name, std::string_view issuer, const revocable_ids& ids
    ) const;

    std::array<shard, shard_count> shards_;
    std::array<std::atomic<std::size_t>, 4> counts_{}; // by kind: without entries, no look-up
    std::atomic<std::uint64_t> generation_{1};
};

} // namespace postern::revocation
