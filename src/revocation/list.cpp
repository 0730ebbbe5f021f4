#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <numeric>

namespace postern::revocation {
namespace {

constexpr std::size_t index(kind of) noexcept
{
    return static_cast<std::size_t>(of);
}

} // namespace

std::size_t list::name_hash::operator()(const entry_name& name) const noexcept
{
    std::size_t head;
    std::memcpy(&head, name.data(), sizeof head);
    return head;
}

bool list::revokes(const revocable_ids& of) const
{
    return (of.token_id && holds(kind::token, *of.token_id, of.issuer, of)) ||
           (of.session && holds(kind::session, *of.session, {}, of)) ||
           holds(kind::subject, of.subject, {}, of) ||
           (of.key && holds(kind::key, *of.key, {}, of));
}

bool list::holds(
    kind which, std::string_view name, std::string_view issuer, const revocable_ids& of
) const
{
    if (counts_[index(which)] == 0)
        return false;
    const entry_name digest = name_of(which, name, issuer);
    const part& here = parts_[part_of(digest)];
    const std::shared_lock lock(here.mutex);
    const auto found = here.rules.find(digest);
    if (found == here.rules.end())
        return false;
    return which != kind::subject || !of.issued_at || *of.issued_at < found->second.before;
}

void list::add(const entry& added)
{
    const rule fresh{added.kind, added.before, added.expires.value_or(store::never)};
    const entry_name name = name_of(added);
    part& here = parts_[part_of(name)];
    {
        const std::lock_guard lock(here.mutex);
        const auto [place, is_new] = here.rules.try_emplace(name, fresh);
        place->second.before = std::max(place->second.before, fresh.before);
        place->second.expires = std::max(place->second.expires, fresh.expires);
        counts_[index(added.kind)] += is_new ? 1 : 0;
    }
    generation_.fetch_add(1, std::memory_order_release);
}

void list::remove(const entry_name& name)
{
    part& here = parts_[part_of(name)];
    const std::lock_guard lock(here.mutex);
    const auto found = here.rules.find(name);
    if (found == here.rules.end())
        return;
    --counts_[index(found->second.kind)];
    here.rules.erase(found);
}

void list::prune(time_point now)
{
    for (part& each : parts_) {
        const std::lock_guard lock(each.mutex);
        boost::unordered::erase_if(each.rules, [&](const auto& one) {
            const bool past = one.second.expires <= now;
            counts_[index(one.second.kind)] -= past ? 1 : 0;
            return past;
        });
    }
}

std::size_t list::size() const
{
    return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
}

} // namespace postern::revocation
