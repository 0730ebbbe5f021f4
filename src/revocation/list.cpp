#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <numeric>

namespace postern::revocation {
namespace {

constexpr std::size_t index(kind entry_kind) noexcept
{
    return static_cast<std::size_t>(entry_kind);
}

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
           (ids.key && has_entry(kind::key, *ids.key, {}, ids));
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
    // An entry of a subject revokes only what was issued before its time.
    return entry_kind != kind::subject || !ids.issued_at || *ids.issued_at < found->second.before;
}

void list::add(const entry& added)
{
    const item made{added.kind, added.before, added.expires.value_or(store::never)};
    const entry_name name = name_of(added);
    shard& in = shards_[shard_of(name)];
    {
        const std::lock_guard lock(in.mutex);
        // An entry that is there already never gets weaker.
        const auto [known, is_new] = in.items.try_emplace(name, made);
        known->second.before = std::max(known->second.before, made.before);
        known->second.expires = std::max(known->second.expires, made.expires);
        counts_[index(added.kind)] += is_new ? 1 : 0;
    }
    // After the entry is there: a reader of the new generation must find it.
    generation_.fetch_add(1, std::memory_order_release);
}

void list::remove(const entry_name& name)
{
    shard& in = shards_[shard_of(name)];
    const std::lock_guard lock(in.mutex);
    const auto found = in.items.find(name);
    if (found == in.items.end())
        return;
    // The generation does not change, because a removal revokes nothing.
    --counts_[index(found->second.kind)];
    in.items.erase(found);
}

void list::prune(time_point now)
{
    // Lock one shard at a time, so that no check waits long.
    for (shard& each : shards_) {
        const std::lock_guard lock(each.mutex);
        boost::unordered::erase_if(each.items, [&](const auto& one) {
            const bool has_expired = one.second.expires <= now;
            counts_[index(one.second.kind)] -= has_expired ? 1 : 0;
            return has_expired;
        });
    }
}

std::size_t list::size() const
{
    return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
}

} // namespace postern::revocation
