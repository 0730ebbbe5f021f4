// Everything that is revoked, in memory: shared by all threads, asked on every check.
//
// The hit road pays one atomic load: whoever remembers a verdict keeps the generation at which it
// was last held against the list, and asks again only when the generation has moved.
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
    // Moves with every entry that is added. Read it before revokes(): a verdict that was held
    // against the list at a generation knows of every entry up to it.
    std::uint64_t generation() const noexcept
    {
        return generation_.load(std::memory_order_acquire);
    }

    // A subject is revoked for what was issued before the entry's time, and for what does not say
    // when it was issued.
    bool revokes(const revocable_ids&) const;

    // In force when it returns. Of two entries for one subject the later time counts.
    void add(const entry&);
    void remove(const entry_name&);

    // Forgets what has expired.
    void prune(time_point now);

    std::size_t size() const;

private:
    struct rule
    {
        revocation::kind kind;
        time_point before;
        time_point expires;
    };
    struct name_hash
    {
        std::size_t operator()(const entry_name&) const noexcept;
    };

    // In many parts: one that grows, or is pruned, keeps nobody waiting for a hundred milliseconds.
    static constexpr std::size_t part_count = 64;
    struct part
    {
        mutable std::shared_mutex mutex;
        boost::unordered_flat_map<entry_name, rule, name_hash> rules;
    };

    // By the end of the name, for its beginning is the hash.
    static std::size_t part_of(const entry_name& name) noexcept { return name.back() % part_count; }
    bool holds(kind, std::string_view name, std::string_view issuer, const revocable_ids&) const;

    std::array<part, part_count> parts_;
    // By kind: what nobody revoked need not be looked up.
    std::array<std::atomic<std::size_t>, 4> counts_{};
    std::atomic<std::uint64_t> generation_{1};
};

} // namespace postern::revocation
