// Where the masters are. The service publishes it, and all clients connect exactly to what it
// published.
#pragma once

#include "node.hpp"
#include "slot.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace postern::redis {

struct layout
{
    static constexpr std::uint16_t nobody = 0xffff;

    std::uint64_t epoch = 0; // another number means other masters or slots
    std::vector<node> masters;
    // The index of the master of each slot; empty: the first master has all.
    std::vector<std::uint16_t> slots;

    // Null: nobody has the slot.
    const node* master_of(std::uint16_t slot) const noexcept;
};

// Thread-safe.
class topology
{
public:
    using listener = std::function<void()>;

    std::shared_ptr<const layout> current() const;
    std::uint64_t epoch() const noexcept { return epoch_.load(std::memory_order_acquire); }

    // Does nothing if the masters and slots are the same as before.
    void publish(std::vector<node> masters, std::vector<std::uint16_t> slots = {});

    // Posts `changed` to the executor after each publication, until leave(). The executor's context
    // exists until then.
    void join(const void* who, boost::asio::any_io_executor, listener changed);
    void leave(const void* who);

    // A client has learned from a server that the layout is no longer right.
    void doubt() const;
    void on_doubt(listener); // called on any thread; before the first client

private:
    struct member
    {
        boost::asio::any_io_executor executor;
        listener changed;
    };

    mutable std::mutex mutex_;
    std::shared_ptr<const layout> current_ = std::make_shared<const layout>();
    std::atomic<std::uint64_t> epoch_{0};
    std::map<const void*, member> members_;
    listener doubt_;
};

} // namespace postern::redis
