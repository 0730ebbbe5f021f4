// The store of sessions and revocations: records with an expiry and an owner, and a change feed.
//
// The interface is small, so that engines are easy to add. The embedded one is in sqlite.hpp. The
// store does not know what a record means; the room that writes it does.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/store/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
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
};

struct entry
{
    std::string id;
    store::record record;
};

struct page
{
    std::vector<entry> entries; // in the order of their ids
    std::string next;           // the cursor of the next page; empty: this is the last page
};

// One record was written or erased. Without a key, any record may have changed, and everything that
// is cached must be dropped. An engine that learns only the key reads the record first, or reports
// a change without a key: a record that exists must never be reported as erased.
struct change
{
    std::optional<store::key> key;
    std::optional<record> now; // nothing: it was erased
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

// Thread-safe. Calls are coroutines on the caller's executor. They end at their deadline with
// errc::timed_out; a write may then be done or not. A write that succeeded is durable. The engine
// outlives its calls. extend() has normal priority; all other writes and list() have high priority.
class engine
{
public:
    template <class T>
    using promise = boost::asio::awaitable<result<T>>;
    using listener = std::function<void(const change&)>;
    using revision = std::function<result<record>(const std::optional<record>&)>;

    virtual ~engine() = default;

    virtual promise<std::optional<record>> get(store::key, steady_point deadline, priority) = 0;

    virtual promise<write_outcome> create(store::key, record, steady_point deadline) = 0;

    // Replaces the present record, or no record, by the one that `revise` makes of it, as one
    // atomic step. Returns the new record. Nothing is changed if `revise` fails. It runs on a
    // thread of the engine, must be quick, and may be called more than once.
    virtual promise<record> update(store::key, revision revise, steady_point deadline) = 0;

    // Moves the expiry of a record to `expires` if that is later by at least `step`. Never moves it
    // to an earlier time and never restores a record. Returns the expiry that now holds, or nothing
    // if there is no such record.
    virtual promise<std::optional<time_point>> extend(
        store::key, time_point expires, std::chrono::milliseconds step, steady_point deadline
    ) = 0;

    virtual promise<write_outcome> erase(store::key, steady_point deadline) = 0;

    // Erases all records of an owner in one atomic step and returns their ids.
    virtual promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point deadline) = 0;

    // At most `limit` records of a kind, and of one owner if `owner` is given, after the cursor
    // (`page::next` of the page before; empty for the first page).
    virtual promise<page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point deadline
    ) = 0;

    // Adds a listener of the change feed. Call it before the first call of another function. The
    // engine calls the listener on its own thread for each change, in order, when the change is
    // durable and before the write is acknowledged. create(), extend() and expiry are no changes.
    // The listener must be quick and must not throw.
    virtual void subscribe(listener) = 0;

    // The reason why calls fail at present, or no error. Used for readiness.
    virtual error_code health() const = 0;
};

} // namespace postern::store
