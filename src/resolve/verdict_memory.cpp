// A list in the order of use, and an index of it.
#include <postern/resolve/verdict_memory.hpp>

#include <cstring>
#include <utility>

namespace postern::resolve {

namespace {

std::size_t text_bytes(const std::string& text)
{
    return sizeof(text) + text.capacity();
}

std::size_t text_bytes(const std::optional<std::string>& text)
{
    return sizeof(text) + (text ? text->capacity() : 0);
}

template <class Texts>
std::size_t list_bytes(const Texts& texts)
{
    std::size_t sum = 0;
    for (const auto& text : texts)
        sum += text_bytes(text);
    return sum;
}

// What an entry holds besides itself, near enough: allocator overhead is in the constant.
std::size_t identity_bytes(const identity& who)
{
    constexpr std::size_t overhead = 256;
    return overhead + sizeof(identity) + sizeof(verdict) + list_bytes(who.roles) +
           list_bytes(who.amr) + list_bytes(who.mapped) + text_bytes(who.issuer) +
           text_bytes(who.user_id) + text_bytes(who.client_id) + text_bytes(who.scope) +
           text_bytes(who.subject_type);
}

bool holds(const identity& who, time_point now)
{
    return who.not_before <= now && now < who.not_after;
}

} // namespace

// The digest is already uniform; nobody can choose it for a token that verifies.
std::size_t verdict_memory::digest_hash::operator()(const crypto::sha256_digest& digest
) const noexcept
{
    std::size_t head;
    std::memcpy(&head, digest.data(), sizeof head);
    return head;
}

verdict_memory::verdict_memory(
    std::size_t capacity, std::chrono::milliseconds ttl, const meters& counted
) noexcept
    : capacity_(capacity), ttl_(ttl), meters_(counted)
{
}

verdict_ptr verdict_memory::find(const crypto::sha256_digest& token, const instant& now)
{
    const auto found = index_.find(token);
    if (found == index_.end()) {
        meters_.misses.add();
        return nullptr;
    }
    const entries::iterator at = found->second;
    if (now.steady >= at->until || !holds(*at->what->who, now.wall)) {
        forget(at);
        meters_.misses.add();
        return nullptr;
    }
    meters_.hits.add();
    order_.splice(order_.begin(), order_, at);
    return at->what;
}

verdict_ptr
verdict_memory::remember(const crypto::sha256_digest& token, identity_ptr who, const instant& now)
{
    if (const auto known = index_.find(token); known != index_.end())
        forget(known->second);
    const std::size_t cost = sizeof(entry) + identity_bytes(*who);
    auto made = std::make_shared<verdict>(verdict{std::move(who), token, {}});
    order_.push_front(entry{made, now.steady + ttl_, 0});
    index_.emplace(token, order_.begin());
    charge(order_.front(), cost);
    return made;
}

void verdict_memory::attach(const verdict_ptr& what, std::size_t endpoint, http::reply_ptr reply)
{
    if (what->replies.size() <= endpoint)
        what->replies.resize(endpoint + 1);
    const std::size_t cost = reply->memory() + sizeof(http::reply_ptr);
    what->replies[endpoint] = std::move(reply);
    // It may have been pushed out, or remembered anew, while its first request waited.
    const auto known = index_.find(what->token);
    if (known != index_.end() && known->second->what == what)
        charge(*known->second, cost);
}

void verdict_memory::charge(entry& what, std::size_t octets)
{
    what.bytes += octets;
    bytes_ += octets;
    make_room();
    meters_.bytes.set(static_cast<double>(bytes_));
    meters_.entries.set(static_cast<double>(index_.size()));
}

void verdict_memory::forget(entries::iterator at)
{
    bytes_ -= at->bytes;
    index_.erase(at->what->token);
    order_.erase(at);
}

void verdict_memory::make_room()
{
    while (bytes_ > capacity_) {
        forget(std::prev(order_.end()));
        meters_.evictions.add();
    }
}

} // namespace postern::resolve
