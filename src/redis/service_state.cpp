#include "service_state.hpp"

#include <postern/crypto/random.hpp>

#include "resolve.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A heartbeat is written in each period, and must be seen before it ends.
constexpr auto period = 1s;
// After a refusal: an operator may have given the right meanwhile.
constexpr int periods_until_asked_again = 10;
// The sentinels or the cluster are asked regularly, too, because a message can get lost.
constexpr int periods_until_looked_again = 10;
constexpr auto shortest_pause = 100ms; // between two looks

const std::function<bool()> never_sooner = [] { return false; };

steady_point now()
{
    return std::chrono::steady_clock::now();
}

access access_of(const options& from)
{
    access made;
    made.login = from.login;
    made.tls = from.tls ? std::make_shared<tls>(*from.tls) : nullptr;
    made.database = from.database;
    made.must_be_master = from.mode == mode::sentinel;
    made.timeout = from.connect_timeout;
    return made;
}

} // namespace

service::implementation::implementation(
    redis::options from, feed_options keys, feed_events events, metrics::registry& registry,
    log::logger& to
)
    : options(std::move(from)), tracked(std::move(keys)), on(std::move(events)), log(to),
      feed_up(registry.make_gauge("postern_redis_feed_up")),
      refused_gauge(registry.make_gauge("postern_redis_tracking_refused")),
      common(std::make_shared<redis::common>(registry)), context(1), moved(context),
      health_(errc::not_connected)
{
    common->access = access_of(options);
    common->topology.on_doubt([this] { asio::post(context, [this] { doubt(); }); });
    own_client = std::make_shared<client_state>(context.get_executor(), common);
    own_client->start();
}

service::implementation::~implementation()
{
    context.stop();
    if (thread.joinable())
        thread.join();
    common->topology.on_doubt(nullptr);
    stop_feeds();
    for (const auto& each : watches)
        each->stop();
    own_client->stop();
}

void service::implementation::start()
{
    begin();
    asio::co_spawn(context, watch_sentinels(), asio::detached);
    thread = std::thread([this] { context.run(); });
}

// Begins anew after an exception, which only exhausted memory can cause.
void service::implementation::begin()
{
    asio::co_spawn(context, run(), [this](const std::exception_ptr& e) {
        if (e == nullptr)
            return;
        announce_lost(errc::lost);
        stop_feeds();
        begin();
    });
}

asio::awaitable<void> service::implementation::run()
{
    for (;;) {
        error_code failed = co_await look_for_masters();
        if (failed)
            set_health(failed);
        else
            failed = co_await follow();
        if (!failed)
            continue; // the masters are in doubt, but nothing is lost
        announce_lost(failed);
        stop_feeds();
        const auto pause = now() + machine.on_lost(crypto::random_fraction());
        co_await wait_until(pause, never_sooner);
    }
}

asio::awaitable<error_code> service::implementation::look_for_masters()
{
    co_await wait_until(looked + shortest_pause, never_sooner);
    looked = now();
    is_doubted = false;
    const auto present = common->topology.current();
    auto masters = co_await discover(options, common->access, present);
    if (masters) {
        publish(std::move(*masters));
        co_return error_code();
    }
    common->counts.count(masters.error());
    // What was found before stays true as long as its feeds do.
    co_return present->masters.empty() ? masters.error() : error_code();
}

// Nobody may remember anything from other masters before the feeds follow them. If only slots were
// moved between the masters, the feeds have missed nothing.
void service::implementation::publish(found masters)
{
    const auto present = common->topology.current();
    const bool same_masters = masters.masters == present->masters;
    if (!same_masters || !own_heartbeats(masters)) {
        announce_lost(errc::lost);
        stop_feeds();
    }
    if (!same_masters) {
        for (const node& each : masters.masters)
            log.write(log::level::info, "redis.master", {{"address", each.text}});
    }
    common->topology.publish(std::move(masters.masters), std::move(masters.slots));
}

// Whether the heartbeat of each feed still belongs to the feed's master.
bool service::implementation::own_heartbeats(const found& masters) const
{
    for (std::size_t i = 0; i < feeds.size() && !masters.slots.empty(); ++i) {
        if (masters.slots[slot_of(feeds[i]->heartbeat())] != i)
            return false;
    }
    return true;
}

asio::awaitable<void> service::implementation::watch_sentinels()
{
    if (options.mode != mode::sentinel)
        co_return;
    auto sentinels = co_await resolve(options.addresses);
    while (!sentinels) {
        asio::steady_timer pause(context, period);
        co_await pause.async_wait(as_result);
        sentinels = co_await resolve(options.addresses);
    }
    for (const node& each : *sentinels) {
        watches.push_back(std::make_shared<sentinel_watch>(
            context.get_executor(), each, sentinel_access(options), options.master,
            [this] { doubt(); }
        ));
        watches.back()->start();
    }
}

void service::implementation::doubt()
{
    is_doubted = true;
    moved.cancel();
}

// Returns an error if changes may be missed, and none if the masters are in doubt.
asio::awaitable<error_code> service::implementation::follow()
{
    start_feeds();
    const condition opened = [this] { return failed_feed() || are_feeds_ready(); };
    co_await wait_until(now() + 2 * options.connect_timeout, opened);
    for (int periods = 0;; ++periods) {
        const auto end = now() + period;
        const error_code bad = co_await ask(end);
        if (bad) {
            set_health(reason_of(bad));
            co_return bad;
        }
        set_health(reason_of(co_await beat(end)));
        const condition known = [this] { return failed_feed() || are_beats_seen(); };
        co_await wait_until(end, known);
        const error_code failed = failed_feed();
        if (failed && (failed != errc::tracking_refused || periods == periods_until_asked_again))
            co_return failed;
        if (!failed && !are_beats_seen())
            co_return errc::feed_without_sign;
        failed ? announce_refused() : announce_caught_up();
        const condition changed = [&] { return failed_feed() != failed || is_doubted; };
        co_await wait_until(end, changed);
        if (failed_feed() != failed)
            co_return failed_feed();
        const bool is_time = options.mode != mode::single && periods == periods_until_looked_again;
        if (is_doubted || is_time)
            co_return error_code();
    }
}

// Commands are not told why there is no connection. The feed, which has one of its own, is.
error_code service::implementation::reason_of(const error_code& failed) const
{
    const error_code reason = failed_feed();
    const bool is_known = reason && reason != errc::tracking_refused;
    return failed == errc::not_connected && is_known ? reason : failed;
}

asio::awaitable<void> service::implementation::wait_until(steady_point deadline, condition sooner)
{
    while (!sooner() && now() < deadline) {
        moved.expires_at(deadline);
        co_await moved.async_wait(as_result);
    }
}

} // namespace postern::redis
