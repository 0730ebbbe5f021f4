// An entry becomes durable, then in force, and then its call returns. So no acknowledged entry is
// lost, and no entry is in force that a restart would lose.
#include <postern/revocation/revocation_store.hpp>

#include "stored.hpp"

#include <algorithm>

namespace postern::revocation {

namespace asio = boost::asio;

namespace {

using revised = result<std::optional<store::record>>;

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

} // namespace

asio::awaitable<result<entry>> revocation_store::revoke(entry added, steady_point deadline)
{
    const store::key name = key_of(name_of(added));
    // The store calls this with the stored entry and replaces it in one atomic step.
    const store::client::revision revise = [id = name.id, added](const auto& known) -> revised {
        if (!known)
            return to_record(added);
        // An entry that cannot be read is not replaced.
        const auto stored = from_record(id, *known);
        if (!stored)
            return stored.error();
        return to_record(merge(added, *stored));
    };
    const auto written = co_await store_.update(name, revise, deadline);
    if (!written)
        co_return written.error();
    const auto made = from_record(name.id, **written);
    // Put it into force. The replica reads it again, because the operator of another process may
    // have removed it meanwhile.
    if (made) {
        list_.add(*made);
        replica_.changed(name);
    }
    co_return made;
}

asio::awaitable<result<store::write_outcome>>
revocation_store::remove(std::string id, steady_point deadline)
{
    if (!name_from_id(id))
        co_return errc::bad_id;
    // A named object, because gcc 12 destroys a braced temporary in a co_await expression twice.
    const store::key name{record_kind, id};
    const auto erased = co_await store_.erase(name, deadline);
    if (!erased.has_error())
        co_await replica_.read_again(std::move(id));
    co_return erased;
}

asio::awaitable<result<void>> revocation_store::resume(steady_point deadline)
{
    const store::client::revision confirm = [](const auto&) -> revised {
        return store::record{make_generation(true), store::never, {}};
    };
    const auto written = co_await store_.update(generation_key, confirm, deadline);
    // Its replica loads everything again. Those of other processes are told by the feed.
    replica_.changed(generation_key);
    co_return written ? result<void>() : written.error();
}

asio::awaitable<result<revocation_page>>
revocation_store::page(std::string cursor, std::size_t limit, steady_point deadline)
{
    auto stored =
        co_await store_.list(record_kind, std::nullopt, std::move(cursor), limit, deadline);
    if (!stored)
        co_return stored.error();
    revocation_page made{{}, {}, std::move(stored->next)};
    for (const store::entry& each : stored->entries) {
        if (auto read = from_record(each.id, each.record))
            made.entries.push_back(std::move(*read));
        else
            made.unreadable.push_back(each.id);
    }
    co_return made;
}

} // namespace postern::revocation
