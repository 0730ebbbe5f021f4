// What runs on the service's thread: discovery, the feeds, the heartbeat.
#pragma once

#include <postern/redis/service.hpp>

#include "client_state.hpp"
#include "discovery.hpp"
#include "feed.hpp"
#include "sentinel_watch.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <mutex>
#include <thread>

namespace postern::redis {

struct service::implementation
{
    using condition = std::function<bool()>;

    implementation(redis::options, feed_options, feed_events, metrics::registry&, log::logger&);
    ~implementation();

    void start();

    error_code health() const;
    void set_health(const error_code&);

    // All of these run on the thread.
    void begin();
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<error_code> look_for_masters();
    boost::asio::awaitable<void> watch_sentinels();
    void publish(found);
    void doubt();
    bool own_heartbeats(const found&) const;
    boost::asio::awaitable<error_code> follow();
    boost::asio::awaitable<error_code> ask(steady_point deadline);
    boost::asio::awaitable<error_code> beat(steady_point deadline);
    boost::asio::awaitable<void> wait_until(steady_point, condition sooner);

    void start_feeds();
    void stop_feeds();
    feed::events events_of_feed();
    std::string make_heartbeat(std::size_t master) const;
    bool are_feeds_ready() const;
    bool are_beats_seen() const;
    error_code failed_feed() const; // of the first feed that has ended
    error_code reason_of(const error_code& failed) const;

    // These do nothing if it is so already.
    void announce_lost(const error_code& why);
    void announce_caught_up();
    void announce_refused();

    const redis::options options;
    const feed_options tracked;
    const feed_events on;
    log::logger& log;
    metrics::gauge& feed_up;
    metrics::gauge& refused_gauge;
    const std::shared_ptr<redis::common> common;

    boost::asio::io_context context;
    boost::asio::steady_timer moved; // cancelled when something happened that run() waits for
    std::shared_ptr<client_state> own_client;
    std::vector<std::shared_ptr<feed>> feeds; // one for each master
    std::uint64_t beats = 0;                  // that were written while all feeds were ready
    reconnect machine;
    std::vector<std::shared_ptr<sentinel_watch>> watches; // of the sentinels
    steady_point looked{};                                // when the masters were looked for
    bool is_up = false;
    bool is_doubted = false;

    mutable std::mutex mutex;
    error_code health_; // guarded by the mutex
    std::atomic<bool> refused{false};
    std::thread thread;
};

} // namespace postern::redis
