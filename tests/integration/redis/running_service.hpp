// A service with a client in the test's own thread, and a record of what its feed tells.
#pragma once

#include <postern/redis/service.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <support/recording_logger.hpp>
#include <support/redis_server.hpp>
#include <support/run.hpp>

namespace postern::test {

// Thread-safe.
class feed_record
{
public:
    redis::feed_events events()
    {
        redis::feed_events made;
        made.changed = [this](std::string_view key) { add(std::string(key)); };
        made.lost = [this] { add("LOST"); };
        made.caught_up = [this] { add("CAUGHT UP"); };
        return made;
    }

    // Waits for an event after those that were waited for before. False if it does not come.
    bool
    comes(const std::string& expected, std::chrono::milliseconds limit = std::chrono::seconds(5))
    {
        std::unique_lock lock(mutex_);
        const auto deadline = std::chrono::steady_clock::now() + limit;
        for (;;) {
            for (; next_ < all_.size(); ++next_) {
                if (all_[next_] == expected) {
                    ++next_;
                    return true;
                }
            }
            if (added_.wait_until(lock, deadline) == std::cv_status::timeout)
                return false;
        }
    }

    std::string text() const
    {
        const std::lock_guard lock(mutex_);
        std::string all;
        for (const auto& each : all_)
            all += each + "\n";
        return all;
    }

private:
    void add(std::string what)
    {
        const std::lock_guard lock(mutex_);
        all_.push_back(std::move(what));
        added_.notify_all();
    }

    mutable std::mutex mutex_;
    std::condition_variable added_;
    std::vector<std::string> all_;
    std::size_t next_ = 0;
};

inline redis::options options_for(const redis_server& server)
{
    redis::options made;
    made.addresses = {*redis::parse_address(server.address())};
    return made;
}

class running_service
{
public:
    explicit running_service(redis::options options)
        : service(
              std::move(options), {{"postern:session:", "postern:revocation:"}}, feed.events(),
              registry, log
          ),
          client(service.make_client(context.get_executor()))
    {
        service.start();
    }

    template <class T>
    T run(boost::asio::awaitable<T> work)
    {
        return run_alone(context, std::move(work));
    }

    void run_for(std::chrono::milliseconds time)
    {
        context.restart();
        context.run_for(time);
    }

    result<redis::reply>
    ask(redis::command what, std::chrono::milliseconds limit = std::chrono::seconds(1))
    {
        return run(client->run(std::move(what), std::chrono::steady_clock::now() + limit));
    }

    result<redis::reply> set(std::string_view key, std::string_view value)
    {
        return ask(redis::command("SET").key(key).arg(value));
    }

    result<redis::reply>
    get(std::string_view key, std::chrono::milliseconds limit = std::chrono::seconds(1))
    {
        return ask(redis::command("GET").key(key), limit);
    }

    // Asks until there is an answer. How long that took.
    std::chrono::milliseconds
    time_until_answer(std::chrono::milliseconds limit = std::chrono::seconds(10))
    {
        const auto begin = std::chrono::steady_clock::now();
        const auto passed = [&] {
            return std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin
            );
        };
        while (passed() < limit && !get("any", std::chrono::milliseconds(50)))
            run_for(std::chrono::milliseconds(10));
        return passed();
    }

    bool counted(const std::string& reason) const
    {
        const auto name = "postern_redis_errors_total{reason=\"" + reason + "\"} ";
        const auto text = registry.text();
        const auto at = text.find(name);
        return at != text.npos && text[at + name.size()] != '0';
    }

    metrics::registry registry;
    recording_logger log;
    feed_record feed;
    redis::service service;
    boost::asio::io_context context;
    std::unique_ptr<redis::client> client; // before its context
};

} // namespace postern::test
