// The durable side: what is revoked, in the store and in the list.
#pragma once

#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/awaitable.hpp>

#include <vector>

namespace postern::revocation {

struct ledger_page
{
    std::vector<entry> entries;
    std::string next; // cursor; empty: the last page
};

// Thread-safe as far as its parts are; the store and the list outlive it.
class ledger
{
public:
    ledger(store::engine&, revocation::list&) noexcept;

    // Fills the list with all that the store has; before the first check.
    boost::asio::awaitable<result<std::size_t>> load();

    // Durable, and in force on every thread, when it returns the entry as it now stands.
    boost::asio::awaitable<result<entry>> revoke(entry, steady_point deadline);

    // False if there was no such entry.
    boost::asio::awaitable<result<bool>> remove(std::string id, steady_point deadline);

    boost::asio::awaitable<result<ledger_page>>
    page(std::string cursor, std::size_t limit, steady_point deadline);

private:
    store::engine& store_;
    revocation::list& list_;
};

} // namespace postern::revocation
