// The engine over Redis. It translates the names of keys between the store and the room redis.
#include <postern/redis/service.hpp>
#include <postern/store/redis.hpp>

#include "redis_client.hpp"

#include <mutex>
#include <vector>

namespace postern::store {
namespace {

class redis_engine final : public engine
{
public:
    redis_engine(const redis_options& options, metrics::registry& counted, log::logger& lines)
        : names_(options.prefix, options.foreign), wait_(options.wait), policy_(counted, lines),
          redis_(options.server, feed(), events(), counted, lines)
    {
    }

    std::shared_ptr<client> make_client(boost::asio::any_io_executor executor) override
    {
        std::call_once(started_, [this] { redis_.start(); });
        return std::make_shared<redis_client>(
            redis_.make_client(std::move(executor)), names_, wait_, policy_,
            [this] { return redis_.health(); }
        );
    }

    void subscribe(std::shared_ptr<feed_listener> added) override
    {
        added->lost();
        listeners_.push_back(std::move(added));
    }

    error_code health() const override
    {
        const error_code down = redis_.health();
        return down ? down : policy_.refusal();
    }

private:
    redis::feed_options feed()
    {
        return {
            names_.tracked_prefixes(), names_.heartbeat_prefix(), redis_policy::question(),
            [this](const result<redis::reply>& answer) { return policy_.judge(answer); }};
    }

    redis::feed_events events()
    {
        return {
            [this](std::string_view name) {
                if (const auto changed = names_.parse(name))
                    for (const auto& each : listeners_)
                        each->changed(*changed);
            },
            [this] {
                for (const auto& each : listeners_)
                    each->lost();
            },
            [this] {
                for (const auto& each : listeners_)
                    each->caught_up();
            }};
    }

    const redis_keys names_;
    const unsigned wait_;
    redis_policy policy_;
    std::vector<std::shared_ptr<feed_listener>> listeners_; // complete before the first client
    std::once_flag started_;
    redis::service redis_; // destroyed first: its thread uses the members above
};

} // namespace

std::unique_ptr<engine>
make_redis_engine(const redis_options& options, metrics::registry& counted, log::logger& lines)
{
    return std::make_unique<redis_engine>(options, counted, lines);
}

} // namespace postern::store
