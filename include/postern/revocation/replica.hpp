// Keeps the list in memory like the revocations in the store: it loads all of them, follows the
// store's change feed, and loads them again after the feed was lost.
//
// The list is current while every change is told and was read. It is stale before the first load,
// from the moment at which the feed is lost or an entry cannot be read, until everything has been
// read again. Its entries stay in force meanwhile.
//
// The store can lose its content (Redis' FLUSHALL, a server without persistence). That looks like
// the removal of every entry, and would give every revoked credential back. So the store holds a
// random text, the generation, which is lost with the content. If it is gone or another one, the
// entries in memory are kept and the list stays stale until an operator confirms that the store is
// right as it is: revocation_store::resume().
#pragma once

#include <postern/base/clock.hpp>
#include <postern/revocation/list.hpp>
#include <postern/store/engine.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace postern::revocation {

// Works on its executor. The functions of feed_listener and generation() are thread-safe. The list
// and the clock outlive it.
class replica final : public store::feed_listener, public std::enable_shared_from_this<replica>
{
public:
    replica(boost::asio::any_io_executor, revocation::list&, const clock&);

    // Loads every revocation with this client of the executor, and follows the feed from then on.
    // Returns the size of the list, or why it is stale; then the replica tries again by itself.
    // While the feed is lost nothing is loaded: caught_up() begins. Call it once, after the replica
    // was subscribed.
    boost::asio::awaitable<result<std::size_t>> start(std::shared_ptr<store::client>);

    // Gives the client back. Call it when the executor runs no more.
    void stop() { store_.reset(); }

    // Reads one entry again and puts it into force, or out of force if it is gone. May be called on
    // any executor, after start().
    boost::asio::awaitable<void> read_again(std::string id);

    void changed(const store::key&) noexcept override;
    void lost() noexcept override;
    void caught_up() noexcept override;

    // The generation of the store that the list was loaded from. Empty before the first load.
    std::string generation() const;

    // No error, or why the list is stale. Thread-safe.
    error_code health() const;

    // The id of an entry that cannot be read; empty if there is none. Valid after start().
    const std::string& unreadable() const noexcept { return unreadable_; }

private:
    static boost::asio::awaitable<void> read_one(std::shared_ptr<replica>, std::string id);
    void wake();
    bool has_work() const;
    boost::asio::awaitable<void> work();
    boost::asio::awaitable<error_code> step();
    boost::asio::awaitable<error_code> load();
    boost::asio::awaitable<error_code> check_generation();
    boost::asio::awaitable<error_code> load_entries();
    boost::asio::awaitable<error_code> read_changed();
    boost::asio::awaitable<void> pause();
    void apply(const std::string& id, const std::optional<store::record>& now);
    void remember(std::string generation);
    void set_health(const error_code&);

    const boost::asio::any_io_executor executor_;
    revocation::list& list_;
    const clock& clock_;
    std::shared_ptr<store::client> store_;
    boost::unordered_flat_set<std::string> changed_; // ids that have to be read again
    bool is_lost_ = false;                           // the feed
    bool must_load_ = true;
    bool works_ = false; // work() runs
    std::string unreadable_;

    mutable std::mutex mutex_; // of the members below
    std::string generation_;
    error_code health_;
};

} // namespace postern::revocation
