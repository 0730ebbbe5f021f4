// A list in the order of use, and an index of it.
#include <postern/resolve/credential_cache.hpp>

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

std::size_t revocable_id_bytes(const revocation::revocable_ids& names)
{
    return text_bytes(names.issuer) + text_bytes(names.subject) + text_bytes(names.token_id) +
           text_bytes(names.session) + text_bytes(names.key);
}

// What an entry holds besides itself, near enough: allocator overhead is in the constant.
std::size_t identity_bytes(const identity& who)
{
    constexpr std::size_t overhead = 256;
    return overhead + sizeof(identity) + sizeof(cached_proof) + list_bytes(who.roles) +
           list_bytes(who.amr) + list_bytes(who.mapped) + text_bytes(who.issuer) +
           text_bytes(who.user_id) + text_bytes(who.client_id) + text_bytes(who.scope) +
           text_bytes(who.subject_type) + revocable_id_bytes(who.ids);
}

std::size_t session_bytes(const cached_session* session)
{
    return session ? sizeof(*session) + text_bytes(session->id) : 0;
}

bool is_in_time(const identity& who, time_point now)
{
    return who.not_before <= now && now < who.not_after;
}

} // namespace

// The digest is already uniform; nobody can choose it for a token that verifies.
std::size_t credential_cache::digest_hash::operator()(const crypto::sha256_digest& digest
) const noexcept
{
    std::size_t head;
    std::memcpy(&head, digest.data(), sizeof head);
    return head;
}

credential_cache::credential_cache(
    std::size_t capacity, std::chrono::milliseconds ttl, const cache_meters& counters,
    const session::session_versions* versions
) noexcept
    : capacity_(capacity), ttl_(ttl), meters_(counters), versions_(versions)
{
    report(); // the gauges still have the numbers of the configuration before
}

cached_proof_ptr credential_cache::find(const crypto::sha256_digest& credential, const instant& now)
{
    const auto found = index_.find(credential);
    if (found == index_.end())
        return nullptr;
    // An entry that is past its time is removed at once.
    const entries::iterator at = found->second;
    if (!is_valid(*at, now)) {
        drop(at);
        report();
        return nullptr;
    }
    // The entry becomes the most recently used one.
    meters_.hits.add();
    order_.splice(order_.begin(), order_, at);
    return at->proof;
}

bool credential_cache::is_valid(const entry& cached, const instant& now) const
{
    const cached_proof& proof = *cached.proof;
    if (now.steady >= cached.until || !is_in_time(*proof.proven.who, now.wall))
        return false;
    return proof.session == nullptr ||
           (now.wall < proof.session->idle_expiry && versions_->is_current(proof.checked.session));
}

cached_proof_ptr credential_cache::insert(cached_proof fresh, const instant& now)
{
    // A credential has one entry: the new proof replaces the old one.
    remove(fresh.proven.credential);
    const std::size_t cost =
        sizeof(entry) + identity_bytes(*fresh.proven.who) + session_bytes(fresh.session.get());
    // Count its memory last: to make room may remove this entry, too.
    auto made = std::make_shared<cached_proof>(std::move(fresh));
    order_.push_front(entry{made, now.steady + ttl_, 0});
    index_.emplace(made->proven.credential, order_.begin());
    charge(order_.front(), cost);
    return made;
}

void credential_cache::erase(const crypto::sha256_digest& credential)
{
    remove(credential);
    report();
}

void credential_cache::remove(const crypto::sha256_digest& credential)
{
    if (const auto known = index_.find(credential); known != index_.end())
        drop(known->second);
}

void credential_cache::attach(
    const cached_proof_ptr& proof, std::size_t slot, std::shared_ptr<const void> reply,
    std::size_t octets
)
{
    if (proof->replies.size() <= slot)
        proof->replies.resize(slot + 1);
    proof->replies[slot] = std::move(reply);
    // The proof may have been pushed out, or made anew, while its first request waited.
    const auto known = index_.find(proof->proven.credential);
    if (known != index_.end() && known->second->proof == proof)
        charge(*known->second, octets + sizeof(reply));
}

void credential_cache::charge(entry& cached, std::size_t octets)
{
    cached.bytes += octets;
    bytes_ += octets;
    make_room();
    report();
}

void credential_cache::report() noexcept
{
    meters_.bytes.set(static_cast<double>(bytes_));
    meters_.entries.set(static_cast<double>(index_.size()));
}

void credential_cache::drop(entries::iterator at)
{
    bytes_ -= at->bytes;
    index_.erase(at->proof->proven.credential);
    order_.erase(at);
}

void credential_cache::make_room()
{
    while (bytes_ > capacity_) {
        drop(std::prev(order_.end()));
        meters_.evictions.add();
    }
}

} // namespace postern::resolve
