// The revocations in the store, and the list in memory that follows them.
#pragma once

#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace postern::revocation {

struct revocation_page
{
    std::vector<entry> entries;
    std::vector<std::string> unreadable; // the ids of records that cannot be decoded
    std::string next;                    // the cursor of the next page; empty after the last one
};

// Only load() and the store's change feed change the list. So an entry that became durable is in
// force even if its caller timed out, and entries take effect in the order in which the store wrote
// them. A feed that may have missed a change removes no entry; load() adds the missed ones.
//
// Thread-safe, except load(). The store outlives this, and the list outlives the store.
class revocation_store
{
public:
    // Subscribes to the store's change feed.
    revocation_store(store::engine& store, revocation::list& list);

    // Adds every entry of the store to the list and returns the size of the list. Call it before
    // the first check.
    boost::asio::awaitable<result<std::size_t>> load();

    // The id of the record because of which load() ended with errc::unreadable_record.
    const std::string& unreadable() const noexcept { return unreadable_; }

    // Returns the entry as it is now, when it is durable and in force on every thread. After
    // store::errc::timed_out the entry may still become durable, and is then in force.
    boost::asio::awaitable<result<entry>> revoke(entry added, steady_point deadline);

    // errc::bad_id if the text is not an id.
    boost::asio::awaitable<result<store::write_outcome>>
    remove(std::string id, steady_point deadline);

    // At most `limit` entries after the cursor; an empty cursor begins with the first entry.
    boost::asio::awaitable<result<revocation_page>>
    page(std::string cursor, std::size_t limit, steady_point deadline);

private:
    store::engine& store_;
    revocation::list& list_;
    std::string unreadable_;
};

} // namespace postern::revocation
