// The store of sessions and revocations: records with an expiry and an owner, and a change feed.
//
// The interface is small, so that engines are easy to add. The engines are in sqlite.hpp and
// redis.hpp. The store does not know what a record means; the room that writes it does.
//
//   engine         one for the process: it is opened, and gives out clients
//   client         one for each event loop: every call to the store goes through one
//   feed_listener  follows what changes in the store, whoever changes it
#pragma once

#include <postern/base/clock.hpp>
#include <postern/store/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace postern::store {

// `kind` separates the rooms' records ("session", "revocation"); `id` is unique within it.
struct key
{
    std::string kind;
    std::string id;

    bool operator==(const key&) const = default;
};

inline constexpr time_point never = time_point::max();

struct record
{
    std::string value;
    time_point expires = never; // from then on there is no record; stored as whole milliseconds
    std::string owner;          // list() and erase_all() find records by it; empty: no owner
    time_point latest = never;  // extend() is never asked to move `expires` past it

    bool operator==(const record&) const = default;
};

struct entry
{
    std::string id;
    store::record record;
};

struct page
{
    std::vector<entry> entries;
    std::string next; // the cursor of the next page; empty: this is the last page
};

// The result of a write whose effect depends on the present record.
enum class write_outcome
{
    done,
    already_exists, // so nothing was created
    not_found       // so nothing was erased
};

// Calls of high priority are done first and have a queue of their own, so that a flood of checks
// cannot keep an operator from revoking.
enum class priority
{
    normal, // for a check: any client can cause as many of these calls as it likes
    high    // for an operator
};

// The change feed. An engine calls these functions on a thread of its own, in the order in which
// things happened. They must be quick.
class feed_listener
{
public:
    virtual ~feed_listener() = default;

    // The record was written or erased, by this process or by another one: read it again. To create
    // a record, and its expiry, may be told, too; extend() is not.
    virtual void changed(const key&) noexcept = 0;

    // From here on changes may be missed. Nothing that is remembered may be believed.
    virtual void lost() noexcept = 0;

    // From here on every change is told again. What was read earlier may be out of date.
    virtual void caught_up() noexcept = 0;
};

// Not thread-safe: its calls are coroutines on the executor that it was made for. They end at their
// deadline with errc::timed_out; a write may then be done or not. A write that succeeded is as
// durable as the engine can make it. The client outlives its calls. extend() has normal priority;
// all other writes and list() have high priority.
class client
{
public:
    template <class T>
    using promise = boost::asio::awaitable<result<T>>;
    using records = std::vector<std::optional<record>>;
    using revision = std::function<result<std::optional<record>>(const std::optional<record>&)>;

    virtual ~client() = default;

    // The records of the keys, in their order. Only `value` and `expires` of a record are read.
    virtual promise<records> get_all(std::vector<key>, steady_point deadline, priority) = 0;

    // The same for one key.
    promise<std::optional<record>> get(key, steady_point deadline, priority);

    virtual promise<write_outcome> create(key, record, steady_point deadline) = 0;

    // Replaces the present record, or no record, by the one that `revise` makes of it, or by
    // nothing, as one atomic step. Returns what it made. Nothing is changed if `revise` fails. It
    // may run on another thread and more than once, and must be quick.
    virtual promise<std::optional<record>> update(key, revision revise, steady_point deadline) = 0;

    // Moves the expiry of a record to `expires` if that is later by at least `step`. Never moves it
    // to an earlier time and never restores a record. Returns the expiry that now holds, or nothing
    // if there is no such record.
    virtual promise<std::optional<time_point>>
    extend(key, time_point expires, std::chrono::milliseconds step, steady_point deadline) = 0;

    virtual promise<write_outcome> erase(key, steady_point deadline) = 0;

    // Erases the records of an owner and returns their ids. Each record that existed at the call is
    // gone when it returns; one that is created meanwhile may stay.
    virtual promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point deadline) = 0;

    // About `limit` records of a kind, and of one owner if `owner` is given, after the cursor
    // (`page::next` of the page before; empty for the first page). A record that exists from the
    // first page to the last one is on a page, and may be on two. The order is the engine's own,
    // and a page may be empty though another one follows.
    virtual promise<page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point deadline
    ) = 0;
};

// Thread-safe. It outlives its clients.
class engine
{
public:
    virtual ~engine() = default;

    virtual std::shared_ptr<client> make_client(boost::asio::any_io_executor) = 0;

    // Adds a listener of the change feed. Call it before the first client is made.
    virtual void subscribe(std::shared_ptr<feed_listener>) = 0;

    // The reason why calls fail at present, or no error. Used for readiness.
    virtual error_code health() const = 0;
};

} // namespace postern::store
