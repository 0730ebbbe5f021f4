// The durable side: what is revoked, in the store and in the list.
#pragma once

#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace postern::revocation {

struct revocation_page
{
    std::vector<entry> entries;
    std::vector<std::string> unreadable; // ids of what is no entry
    std::string next;                    // cursor; empty: the last page
};

// The list follows the store's change feed and nothing else: what became durable is in force,
// whether or not its caller was still there, and in the order in which the store did it. A feed
// that may have missed something takes nothing away; load() then adds what was missed.
//
// Thread-safe as far as its parts are. The store outlives the revocation_store, the list outlives
// the store.
class revocation_store
{
public:
    // Subscribes to the store's change feed.
    revocation_store(store::engine&, revocation::list&);

    // Fills the list with all that the store has; before the first check.
    boost::asio::awaitable<result<std::size_t>> load();

    // The id of what made load() end with errc::unreadable_record.
    const std::string& unreadable() const noexcept { return unreadable_; }

    // Durable, and in force on every thread, when it returns the entry as it now stands. With
    // store::errc::timed_out it may become both later.
    boost::asio::awaitable<result<entry>> revoke(entry, steady_point deadline);

    // False if there was no such entry. errc::bad_id for what no entry can have.
    boost::asio::awaitable<result<bool>> remove(std::string id, steady_point deadline);

    boost::asio::awaitable<result<revocation_page>>
    page(std::string cursor, std::size_t limit, steady_point deadline);

private:
    store::engine& store_;
    revocation::list& list_;
    std::string unreadable_;
};

} // namespace postern::revocation
