#include <postern/session/session_store.hpp>

#include <algorithm>

namespace postern::session {

namespace asio = boost::asio;

namespace {

const std::string kind_name(record_kind);
const std::string kind_of_authgear(authgear_kind);

// This is a function, because gcc 12 destroys a braced temporary in a co_await expression twice.
store::key key_of(std::string id)
{
    return {kind_name, std::move(id)};
}

store::key authgear_key_of(std::string id)
{
    return {kind_of_authgear, std::move(id)};
}

result<found> from_record(std::string id, const store::record& stored, time_point now)
{
    // Decode the record, which must belong to this id.
    auto read = decode(stored.value, id);
    if (!read)
        return read.error();
    // The store checks only the idle expiry, so check the absolute expiry here.
    if (read->expires_at <= now)
        return errc::expired;
    // Another program may have given the store's record a longer life than the session has.
    const time_point idle_expiry = std::min(stored.expires, read->expires_at);
    return found{std::move(id), std::move(*read), idle_expiry};
}

// The store's expiry is the one that Authgear has set. The earlier one counts: no use by way of
// Postern moves it.
result<found> from_authgear(
    std::string id, const store::record& stored, const crypto::sha256_digest& digest,
    const options& lifetimes, time_point now
)
{
    auto read = decode_authgear(stored.value, id, digest, lifetimes);
    if (!read)
        return read.error();
    read->expires_at = std::min(read->expires_at, stored.expires);
    if (read->expires_at <= now)
        return errc::expired;
    const time_point expiry = read->expires_at;
    return found{std::move(id), std::move(*read), expiry};
}

} // namespace

session_store::session_store(
    store::client& store, const session_versions& versions, const clock& time,
    session::format format
)
    : store_(store), versions_(versions), clock_(time), format_(format)
{
}

bool session_store::is_cookie_value(std::string_view text) const noexcept
{
    return format_ == format::authgear ? is_authgear_cookie_value(text)
                                       : session::is_cookie_value(text);
}

std::string
session_store::id_of(std::string_view cookie_value, const crypto::sha256_digest& digest) const
{
    return format_ == format::authgear ? std::string(authgear_id_of(cookie_value))
                                       : session::id_of(digest);
}

asio::awaitable<result<created>> session_store::create(record session, steady_point deadline)
{
    // Make the value of the cookie. Its digest is the id.
    created made{make_cookie_value(), {}};
    made.id = session::id_of(made.cookie_value.reveal());
    // The store's expiry is the idle expiry, so a session that is not used ends by itself.
    const time_point idle_expiry = std::min(clock_.now() + session.idle, session.expires_at);
    found begun{made.id, std::move(session), idle_expiry};
    const auto written = co_await restore(std::move(begun), deadline);
    if (written.has_error())
        co_return written.error();
    // Another session has the same 256 random bits.
    if (*written == store::write_outcome::already_exists)
        co_return store::make_error_code(store::errc::failed);
    co_return made;
}

asio::awaitable<result<store::write_outcome>>
session_store::restore(found session, steady_point deadline)
{
    const record& known = session.record;
    store::record stored{
        encode(known, session.id), session.idle_expiry, known.user_id, known.expires_at};
    co_return co_await store_.create(key_of(session.id), std::move(stored), deadline);
}

asio::awaitable<result<found>>
session_store::find(std::string id, steady_point deadline, store::priority rank)
{
    const auto stored = co_await store_.get(key_of(id), deadline, rank);
    if (!stored)
        co_return stored.error();
    if (!*stored)
        co_return errc::unknown;
    co_return from_record(std::move(id), **stored, clock_.now());
}

asio::awaitable<result<found>> session_store::find_of_cookie(
    std::string id, crypto::sha256_digest digest, const options& lifetimes, steady_point deadline
)
{
    if (format_ != format::authgear)
        co_return co_await find(std::move(id), deadline);
    const auto stored = co_await store_.get(authgear_key_of(id), deadline, store::priority::normal);
    if (!stored)
        co_return stored.error();
    if (!*stored)
        co_return errc::unknown;
    co_return from_authgear(std::move(id), **stored, digest, lifetimes, clock_.now());
}

asio::awaitable<result<time_point>> session_store::touch(
    std::string id, time_point until, std::chrono::milliseconds interval, steady_point deadline
)
{
    // The store writes only if the expiry moves by `interval` or more.
    const auto moved = co_await store_.extend(key_of(std::move(id)), until, interval, deadline);
    if (!moved)
        co_return moved.error();
    if (!*moved)
        co_return errc::unknown;
    co_return **moved;
}

asio::awaitable<result<session_page>> session_store::list(
    std::optional<std::string> user, std::string cursor, std::size_t limit, steady_point deadline
)
{
    auto stored =
        co_await store_.list(kind_name, std::move(user), std::move(cursor), limit, deadline);
    if (!stored)
        co_return stored.error();
    session_page made{{}, {}, std::move(stored->next)};
    // Leave out expired sessions, and return the ids of the records that cannot be read.
    for (store::entry& each : stored->entries) {
        if (auto read = from_record(each.id, each.record, clock_.now()))
            made.sessions.push_back(std::move(*read));
        else if (read.error() == errc::unreadable)
            made.unreadable.push_back(std::move(each.id));
    }
    co_return made;
}

asio::awaitable<result<store::write_outcome>>
session_store::end(std::string id, steady_point deadline)
{
    co_return co_await store_.erase(key_of(std::move(id)), deadline);
}

asio::awaitable<result<std::size_t>> session_store::end_all(std::string user, steady_point deadline)
{
    const auto gone = co_await store_.erase_all(kind_name, std::move(user), deadline);
    if (!gone)
        co_return gone.error();
    co_return gone->size();
}

} // namespace postern::session
