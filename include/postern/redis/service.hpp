// Finds the masters, hears of changed keys, and makes the clients, which use the same masters: a
// value is only read from a server whose changes the feed hears.
//
// The feed is the invalidation messages of CLIENT TRACKING (BCAST), on one connection to each
// master. It is checked each second by a heartbeat key, because a connection can die without a
// sign.
#pragma once

#include <postern/base/error.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>
#include <postern/redis/client.hpp>
#include <postern/redis/options.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::redis {

// Called on the service's thread. The functions must be quick and must not throw. The feed begins
// lost: the first event is caught_up.
struct feed_events
{
    std::function<void(std::string_view key)> changed; // a tracked key was written or erased
    // Changes may have been missed from some time on: nothing that is remembered is true.
    std::function<void()> lost;
    std::function<void()> caught_up; // no change after this call is missed
};

struct feed_options
{
    std::vector<std::string> prefixes; // of the tracked keys; none begins with another
    // Of the heartbeat key, which ends with a random name; tracked, too.
    std::string heartbeat_prefix = "postern:heartbeat:";
    // Asked of each master before each heartbeat. An error of `judge` is that of health(), and the
    // feed counts as lost. `judge` runs on the service's thread.
    std::optional<command> question{};
    std::function<error_code(const result<reply>&)> judge{};
};

class service
{
public:
    // The references outlive the service.
    service(options, feed_options, feed_events, metrics::registry&, log::logger&);
    // Ends the thread. Destroy the clients first.
    ~service();

    void start(); // once

    // Called on any thread, before or after start().
    std::unique_ptr<client> make_client(boost::asio::any_io_executor);

    // Thread-safe. Why calls fail at present, as the last heartbeat saw it.
    error_code health() const;

    // Thread-safe. The server refuses CLIENT TRACKING: the feed stays lost, and nothing may be
    // remembered. The log and a metric say so.
    bool tracking_refused() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

} // namespace postern::redis
