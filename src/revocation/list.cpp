#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <cstring>

namespace postern::revocation {
namespace {

constexpr std::size_t index(kind entry_kind) noexcept
{
    return static_cast<std::size_t>(entry_kind);
}

constexpr unsigned bit_of(kind entry_kind) noexcept
{
    return 1U << index(entry_kind);
}

constexpr unsigned every_kind = 0b1111;

} // namespace

std::size_t list::name_hash::operator()(const entry_name& name) const noexcept
{
    std::size_t hash; // a digest is a hash already
    std::memcpy(&hash, name.data(), sizeof hash);
    return hash;
}

bool list::revokes(const revocable_ids& ids) const
{
    return (ids.token_id && has_entry(kind::token, *ids.token_id, ids.issuer, ids)) ||
           (ids.session && has_entry(kind::session, *ids.session, {}, ids)) ||
           has_entry(kind::subject, ids.subject, {}, ids) ||
           (ids.key && (has_entry(kind::key, *ids.key, {}, ids) ||
                        (!ids.issuer.empty() && has_entry(kind::key, *ids.key, ids.issuer, ids))));
}

bool list::has_entry(
    kind entry_kind, std::string_view name, std::string_view issuer, const revocable_ids& ids
) const
{
    // Without entries of this kind, no digest has to be computed.
    if (counts_[index(entry_kind)] == 0)
        return false;
    // Find the entry. The lock is shared, so that checks do not block each other.
    const entry_name digest = name_of(entry_kind, name, issuer);
    const shard& in = shards_[shard_of(digest)];
    const std::shared_lock lock(in.mutex);
    const auto found = in.items.find(digest);
    if (found == in.items.end())
        return false;
    return is_in_force(entry_kind, found->second.before, ids);
}

void list::add(const entry& added)
{
    put(name_of(added), {bit_of(added.kind), added.before, added.expires.value_or(store::never)});
}

void list::add_unreadable(const entry_name& name)
{
    put(name, {every_kind, store::never, store::never});
}

void list::put(const entry_name& name, const item& made)
{
    shard& in = shards_[shard_of(name)];
    {
        const std::lock_guard lock(in.mutex);
        // An entry that is there already never gets weaker.
        const auto [known, is_new] = in.items.try_emplace(name, made);
        if (!is_new)
            count(known->second, -1);
        known->second.kinds |= made.kinds;
        known->second.before = std::max(known->second.before, made.before);
        known->second.expires = std::max(known->second.expires, made.expires);
        count(known->second, 1);
    }
    // After the entry is there: a reader of the new generation must find it.
    generation_.fetch_add(step, std::memory_order_release);
}

void list::count(const item& one, int difference) noexcept
{
    for (std::size_t each = 0; each != counts_.size(); ++each)
        if ((one.kinds >> each & 1U) != 0)
            counts_[each] += static_cast<std::size_t>(difference);
    size_ += static_cast<std::size_t>(difference);
}

void list::remove(const entry_name& name)
{
    shard& in = shards_[shard_of(name)];
    const std::lock_guard lock(in.mutex);
    const auto found = in.items.find(name);
    if (found == in.items.end())
        return;
    // The generation does not change, because a removal revokes nothing.
    count(found->second, -1);
    in.items.erase(found);
}

template <class Predicate>
void list::erase_if(const Predicate& is_gone)
{
    // Lock one shard at a time, so that no check waits long.
    for (shard& each : shards_) {
        const std::lock_guard lock(each.mutex);
        boost::unordered::erase_if(each.items, [&](const auto& one) {
            const bool gone = is_gone(one.first, one.second);
            if (gone)
                count(one.second, -1);
            return gone;
        });
    }
}

void list::prune(time_point now)
{
    erase_if([&](const entry_name&, const item& one) { return one.expires <= now; });
}

void list::retain(const std::vector<entry_name>& names)
{
    const boost::unordered_flat_set<entry_name, name_hash> present(names.begin(), names.end());
    erase_if([&](const entry_name& name, const item& one) {
        return !one.is_kept && !present.contains(name);
    });
}

void list::keep_all()
{
    for (shard& each : shards_) {
        const std::lock_guard lock(each.mutex);
        for (auto& one : each.items)
            one.second.is_kept = true;
    }
}

void list::become_stale(steady_point now) noexcept
{
    const std::lock_guard lock(state_mutex_);
    ++losses_;
    if (!is_current(generation()))
        return;
    stale_since_ = now;
    generation_.fetch_or(stale_bit, std::memory_order_release);
}

std::uint64_t list::losses() const noexcept
{
    const std::lock_guard lock(state_mutex_);
    return losses_;
}

void list::become_current(std::uint64_t losses) noexcept
{
    const std::lock_guard lock(state_mutex_);
    // The next even number: no proof was checked at it.
    if (losses == losses_ && !is_current(generation()))
        generation_.fetch_add(stale_bit, std::memory_order_release);
}

std::optional<std::chrono::nanoseconds> list::staleness(steady_point now) const noexcept
{
    const std::lock_guard lock(state_mutex_);
    if (is_current(generation()))
        return std::chrono::nanoseconds(0);
    if (stale_since_ == steady_point::min())
        return std::nullopt;
    return now - stale_since_;
}

std::size_t list::size() const
{
    return size_;
}

} // namespace postern::revocation
