// The changed keys of one master: invalidation messages of CLIENT TRACKING on one connection, which
// redirects them to itself and is subscribed to them (RESP2, from Redis 7.0 on).
#pragma once

#include "channel.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postern::redis {

class feed : public std::enable_shared_from_this<feed>
{
public:
    struct events
    {
        std::function<void(std::string_view key)> changed; // not for the heartbeat
        std::function<void()> flushed;                     // all keys are gone
        std::function<void()> moved; // is_ready(), beats() or failure() is another one
    };

    // `heartbeat` is a key that nobody wrote before.
    feed(
        const boost::asio::any_io_executor&, node, const access&, std::vector<std::string> prefixes,
        std::string heartbeat, events
    );

    void start();
    void stop(); // no event follows

    bool is_ready() const noexcept { return ready_; }               // tracking is confirmed
    std::uint64_t beats() const noexcept { return beats_; }         // messages of the heartbeat key
    const error_code& failure() const noexcept { return failure_; } // the feed has ended
    const std::string& heartbeat() const noexcept { return heartbeat_; }

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<error_code> begin();
    boost::asio::awaitable<error_code> confirm(command);
    boost::asio::awaitable<error_code> follow();
    error_code take(const reply& message);
    void take_key(const reply& key);

    const std::shared_ptr<channel> channel_;
    const node node_;
    const access& access_;
    std::vector<std::string> prefixes_;
    const std::string heartbeat_;
    events on_;
    reply confirmed_; // the last one
    bool ready_ = false;
    bool stopped_ = false;
    std::uint64_t beats_ = 0;
    error_code failure_;
};

} // namespace postern::redis
