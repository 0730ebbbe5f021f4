// The revocation list in memory. All threads share it, and each check uses it.
//
// A cached proof keeps the generation at which the list was last searched for it. While the list
// has the same generation, the check of a cached proof costs one atomic load.
//
// The list is current, or stale: then it may lack entries of the store. Its entries are in force
// all the same. If no entry is found in a stale list, the store must be asked (lookup.hpp). A list
// without a store is always current.
#pragma once

#include <postern/revocation/entry.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <vector>

namespace postern::revocation {

// Thread-safe.
class list
{
public:
    // Increases with each entry that is added, and when the list becomes current or stale. Read it
    // before revokes(): then the answer considers every entry up to that generation.
    std::uint64_t generation() const noexcept
    {
        return generation_.load(std::memory_order_acquire);
    }

    // Whether the list was current at that generation.
    static constexpr bool is_current(std::uint64_t generation) noexcept
    {
        return (generation & stale_bit) == 0;
    }

    // The store may have entries that the list lacks, from `now` on.
    void become_stale(steady_point now) noexcept;

    // How often the list was told that it is stale. Read it before the store is read.
    std::uint64_t losses() const noexcept;

    // The list has all entries of the store, which was read after losses() was `losses`. Without
    // effect if the list was told that it is stale since then.
    void become_current(std::uint64_t losses) noexcept;

    // How long the list has been stale. Zero if it is current; nothing if it was never current.
    std::optional<std::chrono::nanoseconds> staleness(steady_point now) const noexcept;

    // True if an entry names one of the ids. An entry of a subject revokes what was issued before
    // its time, and what does not say when it was issued.
    bool revokes(const revocable_ids& ids) const;

    // The entry is in force on all threads when this returns. Of two entries with one name the
    // later times count.
    void add(const entry& added);
    void remove(const entry_name& name);

    // An entry of the store that cannot be read: it revokes whatever its name stands for.
    void add_unreadable(const entry_name& name);

    // Removes the entries that are not among `names`, except those that keep_all() has marked.
    void retain(const std::vector<entry_name>& names);

    // Marks all entries: they stay until they expire or are removed by name, because the store has
    // lost them.
    void keep_all();

    // Removes the entries that have expired.
    void prune(time_point now);

    std::size_t size() const;

private:
    struct item
    {
        unsigned kinds; // a bit for each kind that it may be of
        time_point before;
        time_point expires;
        bool is_kept = false;
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
    void put(const entry_name& name, const item& made);
    void count(const item& one, int difference) noexcept;
    template <class Predicate>
    void erase_if(const Predicate& is_gone);
    bool has_entry(
        kind entry_kind, std::string_view name, std::string_view issuer, const revocable_ids& ids
    ) const;

    std::array<shard, shard_count> shards_;
    std::array<std::atomic<std::size_t>, 4> counts_{}; // by kind: without entries, no look-up
    std::atomic<std::size_t> size_{0};

    static constexpr std::uint64_t stale_bit = 1;
    static constexpr std::uint64_t step = 2;
    std::atomic<std::uint64_t> generation_{0};

    mutable std::mutex state_mutex_; // of the members below
    std::uint64_t losses_ = 0;
    steady_point stale_since_ = steady_point::min(); // min(): it was never current
};

} // namespace postern::revocation
