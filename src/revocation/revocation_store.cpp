// Durable first, then in force, then acknowledged: nothing that was acknowledged is ever lost, and
// nothing is in force that a restart would forget.
#include <postern/codec/base64url.hpp>
#include <postern/revocation/revocation_store.hpp>

#include <algorithm>

namespace postern::revocation {

namespace asio = boost::asio;

namespace {

const std::string kind_name = "revocation";
constexpr std::size_t load_step = 1000;
constexpr std::chrono::seconds load_patience{30}; // for each page, at start

store::record to_record(const entry& what)
{
    return {encode(what), what.expires.value_or(store::never), {}};
}

result<entry> from_record(const store::entry& stored)
{
    auto read = decode(stored.record.value);
    if (!read || id_of(name_of(*read)) != stored.id)
        return errc::unreadable_record;
    return read;
}

std::optional<entry_name> name_from_id(std::string_view id)
{
    const auto octets = codec::base64url_decode(id);
    entry_name name;
    if (!octets || octets->size() != name.size())
        return std::nullopt;
    std::copy(octets->begin(), octets->end(), name.begin());
    return name;
}

// The same thing revoked again never gets weaker.
entry stronger(entry what, const entry& already)
{
    what.before = std::max(what.before, already.before);
    what.created = already.created;
    if (!already.expires || !what.expires)
        what.expires.reset();
    else
        what.expires = std::max(*what.expires, *already.expires);
    return what;
}

// What it cannot read leaves in force what was.
void follow(const store::change& what, list& revoked)
{
    if (!what.key || what.key->kind != kind_name)
        return;
    if (what.now) {
        if (const auto read = from_record({what.key->id, *what.now}))
            revoked.add(*read);
    } else if (const auto name = name_from_id(what.key->id)) {
        revoked.remove(*name);
    }
}

} // namespace

revocation_store::revocation_store(store::engine& store, revocation::list& list)
    : store_(store), list_(list)
{
    store_.subscribe([&list](const store::change& what) { follow(what, list); });
}

asio::awaitable<result<std::size_t>> revocation_store::load()
{
    std::string cursor;
    do {
        const auto some =
            co_await page(cursor, load_step, std::chrono::steady_clock::now() + load_patience);
        if (!some)
            co_return some.error();
        if (!some->unreadable.empty()) {
            unreadable_ = some->unreadable.front();
            co_return errc::unreadable_record;
        }
        for (const entry& each : some->entries)
            list_.add(each);
        cursor = some->next;
    } while (!cursor.empty());
    co_return list_.size();
}

asio::awaitable<result<entry>> revocation_store::revoke(entry what, steady_point deadline)
{
    const store::key key{kind_name, id_of(name_of(what))};
    const store::engine::revision strengthened =
        [id = key.id, what](const std::optional<store::record>& known) -> result<store::record> {
        if (!known)
            return to_record(what);
        const auto already = from_record({id, *known});
        if (!already)
            return already.error();
        return to_record(stronger(what, *already));
    };
    const auto written = co_await store_.update(key, strengthened, deadline);
    if (!written)
        co_return written.error();
    co_return from_record({key.id, *written});
}

asio::awaitable<result<bool>> revocation_store::remove(std::string id, steady_point deadline)
{
    if (!name_from_id(id))
        co_return result<bool>(boost::system::in_place_error, make_error_code(errc::bad_id));
    const store::key key{kind_name, std::move(id)}; // gcc 12 destroys a braced temporary twice
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
