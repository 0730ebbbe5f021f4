// The revocations in the store, for operators.
#pragma once

#include <postern/revocation/list.hpp>
#include <postern/revocation/replica.hpp>
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

// Not thread-safe: one for each event loop, on the client's executor. Everything that it gets
// outlives it.
class revocation_store
{
public:
    revocation_store(store::client& store, revocation::list& list, replica& follower)
        : store_(store), list_(list), replica_(follower)
    {
    }

    // Returns the entry as it is now, when it is durable and in force on every thread. After
    // store::errc::timed_out the entry may still become durable, and is then in force.
    boost::asio::awaitable<result<entry>> revoke(entry added, steady_point deadline);

    // When it returns, the entry is out of force on every thread. errc::bad_id if the text is not
    // an id.
    boost::asio::awaitable<result<store::write_outcome>>
    remove(std::string id, steady_point deadline);

    // About `limit` entries after the cursor; an empty cursor begins with the first page.
    boost::asio::awaitable<result<revocation_page>>
    page(std::string cursor, std::size_t limit, steady_point deadline);

    // Confirms that the store is right although it has lost its content (see replica.hpp).
    boost::asio::awaitable<result<void>> resume(steady_point deadline);

private:
    store::client& store_;
    revocation::list& list_;
    replica& replica_;
};

} // namespace postern::revocation
