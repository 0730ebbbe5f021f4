// Asks the store whether something is revoked. Checks need this while the list in memory is stale.
#pragma once

#include <postern/revocation/replica.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

namespace postern::revocation {

enum class standing
{
    not_revoked,
    revoked
};

// Not thread-safe: one for each event loop, on the client's executor. The client and the replica
// outlive it.
class lookup
{
public:
    lookup(store::client& store, const replica& from) : store_(store), replica_(from) {}

    // One call of the store. errc::store_emptied if the store has lost its content and nobody has
    // confirmed that; any other error is the store's.
    boost::asio::awaitable<result<standing>>
    find(const revocable_ids& ids, steady_point deadline) const;

private:
    store::client& store_;
    const replica& replica_;
};

} // namespace postern::revocation
