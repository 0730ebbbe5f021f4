// The sessions of the store: create, find, touch, list, end.
#pragma once

#include <postern/session/session.hpp>
#include <postern/session/session_versions.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace postern::session {

struct created
{
    secret cookie_value; // shown once, to whoever created the session
    std::string id;
};

// A session as the store has it.
struct found
{
    std::string id;
    session::record record;
    time_point idle_expiry;
};

struct session_page
{
    std::vector<found> sessions;
    std::vector<std::string> unreadable; // ids of what is no session
    std::string next;                    // cursor; empty: the last page
};

// Thread-safe as far as its parts are; the store and the clock outlive it. Errors are those of the
// store (unavailable) or of this room.
class session_store
{
public:
    template <class T>
    using promise = boost::asio::awaitable<result<T>>;

    // Subscribes to the store's change feed.
    session_store(store::engine&, const clock&);

    promise<created> create(record, steady_point deadline);

    // errc::unknown if there is none, errc::expired past its absolute expiry. Take
    // versions().current(id) before, if the answer is to be remembered.
    promise<found>
    find(std::string id, steady_point deadline, store::priority = store::priority::normal);

    // Moves the idle expiry to `until`, at most once per `interval` whoever asks; never revives.
    // The expiry that is now in force; errc::unknown if the session has ended.
    promise<time_point> touch(
        std::string id, time_point until, std::chrono::milliseconds interval, steady_point deadline
    );

    promise<session_page> list(
        std::optional<std::string> user, std::string cursor, std::size_t limit,
        steady_point deadline
    );

    // False if there was none. When it returns no thread believes in the session any more.
    promise<bool> end(std::string id, steady_point deadline);

    // How many there were.
    promise<std::size_t> end_all(std::string user, steady_point deadline);

    const session::session_versions& versions() const noexcept { return *versions_; }

private:
    store::engine& store_;
    const clock& clock_;
    std::shared_ptr<session::session_versions> versions_; // the feed may outlive the session_store
};

} // namespace postern::session
