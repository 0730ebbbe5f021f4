// The sessions in the store: create, find, touch, list and end them.
#pragma once

#include <postern/session/authgear.hpp>
#include <postern/session/session.hpp>
#include <postern/session/session_versions.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace postern::session {

struct created
{
    secret cookie_value; // returned only here: the store keeps its digest
    std::string id;
};

// A session that is in the store.
struct found
{
    std::string id;
    session::record record;
    time_point idle_expiry;
};

struct session_page
{
    std::vector<found> sessions;
    std::vector<std::string> unreadable; // the ids of records that cannot be decoded
    std::string next;                    // the cursor of the next page; empty after the last one
};

// Not thread-safe: one for each event loop, on the client's executor. Everything that it gets
// outlives it. An error is one of the store (unavailable) or of this room.
class session_store
{
public:
    template <class T>
    using promise = boost::asio::awaitable<result<T>>;

    // With format::authgear only find_of_cookie() finds sessions; nothing writes them.
    session_store(
        store::client& store, const session_versions& versions, const clock& time,
        session::format format = session::format::postern
    );

    session::format format() const noexcept { return format_; }

    // Whether a cookie with this value is looked up.
    bool is_cookie_value(std::string_view text) const noexcept;

    // The id of the session of a cookie, whose value is_cookie_value() accepts.
    std::string id_of(std::string_view cookie_value, const crypto::sha256_digest& digest) const;

    promise<created> create(record session, steady_point deadline);

    // Writes a session that was found in another store. already_exists if this store has it.
    promise<store::write_outcome> restore(found session, steady_point deadline);

    // errc::unknown if there is no such session, errc::expired past its absolute expiry. A caller
    // that caches the answer reads versions().current(id) first.
    promise<found>
    find(std::string id, steady_point deadline, store::priority priority = store::priority::normal);

    // The session of a cookie: id_of() gives its id, and `digest` is that of the cookie's value.
    // The lifetimes of a session of Authgear are those of the options, which outlive the call.
    promise<found> find_of_cookie(
        std::string id, crypto::sha256_digest digest, const options& lifetimes,
        steady_point deadline
    );

    // Moves the idle expiry to `until` if that is at least `interval` later than it was, so that
    // all callers together write at most once per interval. Never brings an ended session back.
    // Returns the idle expiry that is now in force, or errc::unknown if the session has ended.
    promise<time_point> touch(
        std::string id, time_point until, std::chrono::milliseconds interval, steady_point deadline
    );

    promise<session_page> list(
        std::optional<std::string> user, std::string cursor, std::size_t limit,
        steady_point deadline
    );

    // A cached copy is not current any more when the change feed has told the end: with SQLite
    // before this returns, with Redis shortly after.
    promise<store::write_outcome> end(std::string id, steady_point deadline);

    // Ends all sessions of the user and returns their number.
    promise<std::size_t> end_all(std::string user, steady_point deadline);

    const session_versions& versions() const noexcept { return versions_; }

private:
    store::client& store_;
    const session_versions& versions_;
    const clock& clock_;
    const session::format format_;
};

} // namespace postern::session
