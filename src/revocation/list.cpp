#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace postern::revocation {

std::size_t list::name_hash::operator()(const entry_name& name) const noexcept
{
    std::size_t head;
    std::memcpy(&head, name.data(), sizeof head);
    return head;
}

bool list::revokes(const handles& of) const
{
    const std::shared_lock lock(mutex_);
    return (of.token_id && holds(kind::token, *of.token_id, of.issuer, of)) ||
           (of.session && holds(kind::session, *of.session, {}, of)) ||
           holds(kind::subject, of.subject, {}, of) ||
           (of.key && holds(kind::key, *of.key, {}, of));
}

bool list::holds(kind which, std::string_view name, std::string_view issuer, const handles& of)
    const
{
    if (counts_[static_cast<std::size_t>(which)] == 0)
        return false;
    const auto found = rules_.find(name_of(which, name, issuer));
    if (found == rules_.end())
        return false;
    return which != kind::subject || !of.issued_at || *of.issued_at < found->second.before;
}

void list::add(const entry& added)
{
    const rule fresh{added.kind, added.before, added.expires.value_or(store::never)};
    {
        const std::lock_guard lock(mutex_);
        const auto [place, is_new] = rules_.try_emplace(name_of(added), fresh);
        place->second.before = std::max(place->second.before, fresh.before);
        place->second.expires = std::max(place->second.expires, fresh.expires);
        counts_[static_cast<std::size_t>(added.kind)] += is_new ? 1 : 0;
    }
    generation_.fetch_add(1, std::memory_order_release);
}

void list::remove(const entry_name& name)
{
    const std::lock_guard lock(mutex_);
    const auto found = rules_.find(name);
    if (found == rules_.end())
        return;
    --counts_[static_cast<std::size_t>(found->second.kind)];
    rules_.erase(found);
}

void list::prune(time_point now)
{
    const std::lock_guard lock(mutex_);
    boost::unordered::erase_if(rules_, [&](const auto& each) {
        const bool past = each.second.expires <= now;
        counts_[static_cast<std::size_t>(each.second.kind)] -= past ? 1 : 0;
        return past;
    });
}

std::size_t list::size() const
{
    const std::shared_lock lock(mutex_);
    return rules_.size();
}

} // namespace postern::revocation
