// An entry becomes durable, then in force, and then its call returns. So no acknowledged entry is
// lost, and no entry is in force that a restart would lose.
#include <postern/codec/base64url.hpp>
#include <postern/revocation/revocation_store.hpp>

#include <algorithm>

namespace postern::revocation {

namespace asio = boost::asio;

namespace {

const std::string kind_name = "revocation";
// The entries are loaded before the service starts, so a page may take long.
constexpr std::size_t load_page_size = 1000;
constexpr std::chrono::seconds load_page_timeout{30};

store::record to_record(const entry& from)
{
    return {encode(from), from.expires.value_or(store::never), {}};
}

result<entry> from_record(const store::entry& stored)
{
    auto read = decode(stored.record.value);
    // The id is the digest of the name, so another id means a record that was changed or copied.
    if (!read || id_of(name_of(*read)) != stored.id)
        return errc::unreadable_record;
    return read;
}

// Nothing if the id is not a digest in base64url.
std::optional<entry_name> name_from_id(std::string_view id)
{
    const auto octets = codec::base64url_decode(id);
    entry_name name;
    if (!octets || octets->size() != name.size())
        return std::nullopt;
    std::copy(octets->begin(), octets->end(), name.begin());
    return name;
}

// To revoke a thing again never makes its entry weaker: the later times count.
entry merge(entry added, const entry& stored)
{
    added.before = std::max(added.before, stored.before);
    added.created = stored.created;
    // An entry without an expiry has the latest one.
    if (!stored.expires || !added.expires)
        added.expires.reset();
    else
        added.expires = std::max(*added.expires, *stored.expires);
    return added;
}

// A change that cannot be decoded is ignored, so the existing entries stay in force.
void apply(const store::change& change, list& list)
{
    // Ignore a change of another kind.
    if (!change.key || change.key->kind != kind_name)
        return;
    if (change.now) {
        if (const auto read = from_record({change.key->id, *change.now}))
            list.add(*read);
    } else if (const auto name = name_from_id(change.key->id)) {
        list.remove(*name);
    }
}

} // namespace

revocation_store::revocation_store(store::engine& store, revocation::list& list)
    : store_(store), list_(list)
{
    store_.subscribe([&list](const store::change& change) { apply(change, list); });
}

asio::awaitable<result<std::size_t>> revocation_store::load()
{
    std::string cursor;
    do {
        const auto deadline = std::chrono::steady_clock::now() + load_page_timeout;
        const auto loaded = co_await page(cursor, load_page_size, deadline);
        if (!loaded)
            co_return loaded.error();
        // Stop at an unreadable entry: without it, a revoked credential would be accepted.
        if (!loaded->unreadable.empty()) {
            unreadable_ = loaded->unreadable.front();
            co_return errc::unreadable_record;
        }
        // Put the entries into force.
        for (const entry& each : loaded->entries)
            list_.add(each);
        cursor = loaded->next;
    } while (!cursor.empty());
    co_return list_.size();
}

asio::awaitable<result<entry>> revocation_store::revoke(entry added, steady_point deadline)
{
    const store::key key{kind_name, id_of(name_of(added))};
    // The store calls this with the stored entry and replaces it in one atomic step.
    const store::engine::revision revise =
        [id = key.id, added](const std::optional<store::record>& known) -> result<store::record> {
        if (!known)
            return to_record(added);
        // An entry that cannot be read is not replaced.
        const auto stored = from_record({id, *known});
        if (!stored)
            return stored.error();
        return to_record(merge(added, *stored));
    };
    // The change feed puts the entry into force before this returns.
    const auto written = co_await store_.update(key, revise, deadline);
    if (!written)
        co_return written.error();
    co_return from_record({key.id, *written});
}

asio::awaitable<result<store::write_outcome>>
revocation_store::remove(std::string id, steady_point deadline)
{
    if (!name_from_id(id))
        co_return errc::bad_id;
    // A named object, because gcc 12 destroys a braced temporary in a co_await expression twice.
    const store::key key{kind_name, std::move(id)};
    co_return co_await store_.erase(key, deadline);
}

asio::awaitable<result<revocation_page>>
revocation_store::page(std::string cursor, std::size_t limit, steady_point deadline)
{
    auto stored = co_await store_.list(kind_name, std::nullopt, std::move(cursor), limit, deadline);
    if (!stored)
        co_return stored.error();
    revocation_page made{{}, {}, std::move(stored->next)};
    for (const store::entry& each : stored->entries) {
        if (auto read = from_record(each))
            made.entries.push_back(std::move(*read));
        else
            made.unreadable.push_back(each.id);
    }
    co_return made;
}

} // namespace postern::revocation
