// The feeds and the heartbeat of the service, and what it tells about them.
#include <postern/codec/hexadecimal.hpp>
#include <postern/crypto/random.hpp>

#include "service_state.hpp"

#include <algorithm>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

constexpr int heartbeat_lifetime = 10000; // milliseconds

} // namespace

// A new key for each feed, so that a late write for an earlier feed is no sign of life of this one.
// In a cluster, the key must belong to the master.
std::string service::implementation::make_heartbeat(std::size_t master) const
{
    const auto present = common->topology.current();
    for (;;) {
        auto key = tracked.heartbeat_prefix + codec::hexadecimal(crypto::random_octets(8));
        if (present->master_of(slot_of(key)) == &present->masters[master])
            return key;
    }
}

feed::events service::implementation::events_of_feed()
{
    feed::events made;
    made.changed = on.changed;
    made.flushed = [this] {
        if (!is_up)
            return;
        on.lost();
        on.caught_up();
    };
    made.moved = [this] {
        if (const error_code failed = failed_feed())
            announce_lost(failed);
        moved.cancel();
    };
    return made;
}

void service::implementation::start_feeds()
{
    if (!feeds.empty())
        return;
    beats = 0;
    const auto present = common->topology.current();
    for (std::size_t i = 0; i < present->masters.size(); ++i) {
        feeds.push_back(std::make_shared<feed>(
            context.get_executor(), present->masters[i], common->access, tracked.prefixes,
            make_heartbeat(i), events_of_feed()
        ));
        feeds.back()->start();
    }
}

void service::implementation::stop_feeds()
{
    for (const auto& each : std::exchange(feeds, {}))
        each->stop();
}

bool service::implementation::are_feeds_ready() const
{
    return std::ranges::all_of(feeds, [](const auto& each) { return each->is_ready(); });
}

bool service::implementation::are_beats_seen() const
{
    return beats > 0 &&
           std::ranges::all_of(feeds, [this](const auto& each) { return each->beats() >= beats; });
}

error_code service::implementation::failed_feed() const
{
    const auto failed =
        std::ranges::find_if(feeds, [](const auto& each) { return each->failure().failed(); });
    return failed == feeds.end() ? error_code() : (*failed)->failure();
}

asio::awaitable<error_code> service::implementation::ask(steady_point deadline)
{
    for (std::size_t n = 0; tracked.question && n != feeds.size(); ++n) {
        command question = *tracked.question;
        question.on_master(n);
        if (const error_code bad = tracked.judge(co_await own_client->run(question, deadline)))
            co_return bad;
    }
    co_return error_code();
}

// Writes the heartbeat to each master.
asio::awaitable<error_code> service::implementation::beat(steady_point deadline)
{
    if (are_feeds_ready())
        ++beats;
    std::vector<command> writes;
    for (const auto& each : feeds)
        writes.push_back(
            command("SET").key(each->heartbeat()).arg("1").arg("PX").arg(heartbeat_lifetime)
        );
    const auto written = co_await own_client->run_all(writes, deadline);
    co_return written.has_error() ? written.error() : error_code();
}

void service::implementation::announce_lost(const error_code& why)
{
    if (!std::exchange(is_up, false))
        return;
    on.lost();
    feed_up.set(0);
    common->counts.count(why);
    log.write(log::level::warn, "redis.feed_lost", {{"reason", why.message()}});
}

void service::implementation::announce_caught_up()
{
    machine.on_answer();
    if (std::exchange(is_up, true))
        return;
    refused = false;
    refused_gauge.set(0);
    feed_up.set(1);
    log.write(log::level::info, "redis.feed_up");
    on.caught_up();
}

void service::implementation::announce_refused()
{
    if (refused.exchange(true))
        return;
    refused_gauge.set(1);
    common->counts.count(errc::tracking_refused);
    log.write(log::level::error, "redis.tracking_refused");
}

error_code service::implementation::health() const
{
    const std::lock_guard lock(mutex);
    return health_;
}

void service::implementation::set_health(const error_code& now)
{
    {
        const std::lock_guard lock(mutex);
        if (std::exchange(health_, now) == now)
            return;
    }
    if (now)
        log.write(log::level::warn, "redis.unavailable", {{"reason", now.message()}});
    else
        log.write(log::level::info, "redis.available");
}

} // namespace postern::redis
