// The calls of one event loop to Redis.
#pragma once

#include <postern/redis/client.hpp>
#include <postern/store/redis.hpp>

#include "redis_keys.hpp"
#include "redis_policy.hpp"

#include <memory>

namespace postern::store {

class redis_client final : public client
{
public:
    redis_client(
        std::unique_ptr<redis::client> to, const redis_keys& names, unsigned wait,
        const redis_policy& policy, std::function<error_code()> health
    );

    promise<records> get_all(std::vector<key>, steady_point deadline, priority) override;
    promise<write_outcome> create(key, record, steady_point deadline) override;
    promise<std::optional<record>> update(key, revision revise, steady_point deadline) override;
    promise<std::optional<time_point>>
    extend(key, time_point expires, std::chrono::milliseconds step, steady_point deadline) override;
    promise<write_outcome> erase(key, steady_point deadline) override;
    promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point deadline) override;
    promise<page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point deadline
    ) override;

private:
    struct found_names
    {
        std::vector<std::string> ids;
        std::string next; // the cursor; empty: there are no more
    };

    // The next cursor, which is `0` at the end, and what was found.
    using scanned = std::pair<std::string, std::vector<std::string>>;

    error_code refusal() const;
    boost::asio::awaitable<error_code> admit(steady_point deadline) const;
    redis::command call(const redis::script&, const key&) const;
    promise<std::int64_t> number(redis::command, steady_point deadline);
    promise<std::int64_t> add_member(key, record, steady_point deadline);
    promise<std::int64_t>
    replace(key, std::optional<record> known, std::optional<record> fresh, steady_point deadline);
    boost::asio::awaitable<error_code> confirm(key, steady_point deadline);
    boost::asio::awaitable<error_code> forget(
        std::string kind, std::string owner, std::vector<std::string> ids, steady_point deadline
    );
    promise<scanned> scan(redis::command, steady_point deadline);
    promise<found_names> scan_owner(
        std::string kind, std::string owner, std::string cursor, std::size_t limit,
        steady_point deadline
    );
    promise<found_names>
    scan_all(std::string kind, std::string cursor, std::size_t limit, steady_point deadline);

    std::unique_ptr<redis::client> redis_;
    const redis_keys& names_;
    const unsigned wait_;
    const redis_policy& policy_;
    const std::function<error_code()> health_; // of the masters, as the heartbeat sees it
};

} // namespace postern::store
