// Where sessions and revocations are kept: records with an expiry, an owner and a change feed.
//
// The interface is narrow so that an engine is easy to add: the embedded one (sqlite.hpp) today,
// one that several machines share later. What a record means is its own room's business.
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
    time_point expires = never; // whole milliseconds are kept; past it there is no record
    std::string owner;          // list() finds records by it; empty: nobody's
};

struct entry
{
    std::string id;
    store::record record;
};

struct page
{
    std::vector<entry> entries; // in the order of their ids
    std::string next;           // where the next page begins; empty: there is none
};

// One record became another or went away; without a key: any may have, and what is remembered of
// them must be forgotten. An engine that knows a key and not what became of it reads that first, or
// tells no key: nobody may take a record for gone that is there.
struct change
{
    std::optional<store::key> key;
    std::optional<record> now; // nothing: it went away
};

// What became of a write that depends on what there is.
enum class write_outcome
{
    done,
    already_exists, // so nothing was created
    not_found       // so nothing was erased
};

// Which calls are done first. A flood of checks must not keep an operator from revoking.
enum class priority
{
    normal, // a check asks, so that anybody may cause as many calls as he likes
    high    // an operator asks
};

// Thread-safe. Calls are coroutines of the caller's executor and end by their deadline with
// errc::timed_out; what a write did is then not known. A write that succeeded is durable. An
// engine outlives the calls on it. extend() has normal priority, every other write and list() have
// high priority.
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

    // Makes of what there is what `how` says, in one step: whoever updates the same record
    // meanwhile builds on that. The record that is there now. Nothing is changed if `how` fails; it
    // runs on a thread of the engine, must be quick, and may be asked again.
    virtual promise<record> update(store::key, revision how, steady_point deadline) = 0;

    // Moves an expiry to `expires` if that is at least `step` later than it was. Never brings a
    // record back and never shortens its life. The expiry that is now in force; nothing if there is
    // no such record.
    virtual promise<std::optional<time_point>> extend(
        store::key, time_point expires, std::chrono::milliseconds step, steady_point deadline
    ) = 0;

    virtual promise<write_outcome> erase(store::key, steady_point deadline) = 0;

    // All records of an owner, in one step; the ids of those that are gone.
    virtual promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point deadline) = 0;

    // At most `limit` records of a kind, of one owner if `owner` is given, from the cursor on
    // (`page::next`; empty: the first).
    virtual promise<page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point deadline
    ) = 0;

    // The change feed. The listener is called on a thread of the engine, for each change in order,
    // when it is durable and before the write that made it is acknowledged; not for create(), not
    // for extend() and not for records that expire. It must be quick and must not throw. Before the
    // first call.
    virtual void subscribe(listener) = 0;

    // Nothing, or why calls fail at present: for readiness.
    virtual error_code health() const = 0;
};

} // namespace postern::store
