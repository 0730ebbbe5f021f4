// A store in memory, for tests of the rooms above. It answers at once, counts some calls, and can
// fail or delay them.
#pragma once

#include <postern/store/engine.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

namespace postern::test {

class memory_store final : public store::engine, public store::client
{
public:
    explicit memory_store(const clock& time) : clock_(time) {}

    std::shared_ptr<store::client> make_client(boost::asio::any_io_executor) override
    {
        return {std::shared_ptr<void>(), this};
    }

    promise<records> get_all(std::vector<store::key> keys, steady_point, store::priority) override
    {
        ++gets;
        if (refuses_at_once)
            co_return refuses_at_once;
        records found;
        for (const store::key& each : keys)
            found.push_back(find(each));
        co_await next_turn(); // the caller receives the records later than they were read
        if (after_read)
            std::exchange(after_read, nullptr)();
        if (fails)
            co_return fails;
        co_return found;
    }

    promise<store::write_outcome> create(store::key key, store::record what, steady_point) override
    {
        co_await next_turn();
        if (fails)
            co_return fails;
        if (find(key))
            co_return store::write_outcome::already_exists;
        records_[{key.kind, key.id}] = std::move(what);
        co_return store::write_outcome::done;
    }

    promise<std::optional<store::record>>
    update(store::key key, revision how, steady_point) override
    {
        co_await next_turn();
        if (fails)
            co_return fails;
        if (delays_writes) {
            delayed_.push_back([this, key, how] { revise(key, how); });
            co_return store::make_error_code(store::errc::timed_out);
        }
        co_return revise(key, how);
    }

    promise<std::optional<time_point>> extend(
        store::key key, time_point expires, std::chrono::milliseconds step, steady_point
    ) override
    {
        ++extends;
        co_await next_turn();
        if (fails)
            co_return fails;
        if (!find(key))
            co_return std::optional<time_point>();
        time_point& current = records_[{key.kind, key.id}].expires;
        if (expires >= current + step)
            current = expires;
        co_return current;
    }

    promise<store::write_outcome> erase(store::key key, steady_point) override
    {
        co_await next_turn();
        const error_code failed =
            delays_writes ? store::make_error_code(store::errc::timed_out) : fails;
        if (delays_writes)
            delayed_.push_back([this, key] { remove(key); });
        if (failed)
            co_return failed;
        co_return remove(key) ? store::write_outcome::done : store::write_outcome::not_found;
    }

    promise<std::vector<std::string>>
    erase_all(std::string kind, std::string owner, steady_point) override
    {
        co_await next_turn();
        if (fails)
            co_return fails;
        std::vector<std::string> gone;
        for (const auto& [name, what] : records_)
            if (name.first == kind && what.owner == owner)
                gone.push_back(name.second);
        for (const std::string& id : gone)
            remove({kind, id});
        co_return gone;
    }

    promise<store::page> list(
        std::string kind, std::optional<std::string> owner, std::string cursor, std::size_t limit,
        steady_point
    ) override
    {
        co_await next_turn();
        if (fails)
            co_return fails;
        store::page page;
        for (const auto& [name, what] : records_) {
            if (name.first != kind || name.second <= cursor || (owner && what.owner != *owner))
                continue;
            if (page.entries.size() == limit) {
                page.next = page.entries.back().id;
                break;
            }
            page.entries.push_back({name.second, what});
        }
        co_return page;
    }

    void subscribe(std::shared_ptr<store::feed_listener> added) override
    {
        if (feed_is_lost_)
            added->lost();
        listeners_.push_back(std::move(added));
    }
    error_code health() const override { return fails; }

    // The change feed as an engine with a network has it. While it is lost, changes are not told.
    void lose_feed()
    {
        feed_is_lost_ = true;
        for (const auto& each : listeners_)
            each->lost();
    }
    void find_feed()
    {
        feed_is_lost_ = false;
        for (const auto& each : listeners_)
            each->caught_up();
    }

    // All records are lost without a sign.
    void empty() { records_.clear(); }

    // Does the calls that were delayed, although their callers have timed out.
    void run_delayed()
    {
        delays_writes = false;
        for (const auto& each : std::exchange(delayed_, {}))
            each();
    }

    std::size_t gets = 0;
    std::size_t extends = 0;
    error_code fails;
    error_code refuses_at_once; // get() fails without waiting, as a full queue does
    bool delays_writes = false; // update() and erase() time out, and run_delayed() does them later
    std::function<void()> after_read; // runs once, after a read and before its answer

private:
    static boost::asio::awaitable<void> next_turn()
    {
        co_await boost::asio::post(
            co_await boost::asio::this_coro::executor, boost::asio::use_awaitable
        );
    }

    std::optional<store::record> find(const store::key& key) const
    {
        const auto found = records_.find({key.kind, key.id});
        if (found == records_.end() || found->second.expires <= clock_.now())
            return std::nullopt;
        return found->second;
    }

    result<std::optional<store::record>> revise(const store::key& key, const revision& how)
    {
        auto revised = how(find(key));
        if (revised && *revised) {
            records_[{key.kind, key.id}] = **revised;
            announce(key);
        } else if (revised) {
            remove(key);
        }
        return revised;
    }

    bool remove(const store::key& key)
    {
        const bool known = find(key).has_value();
        records_.erase({key.kind, key.id});
        announce(key);
        return known;
    }

    void announce(const store::key& what)
    {
        if (feed_is_lost_)
            return;
        for (const auto& each : listeners_)
            each->changed(what);
    }

    const clock& clock_;
    std::map<std::pair<std::string, std::string>, store::record> records_;
    std::vector<std::shared_ptr<store::feed_listener>> listeners_;
    bool feed_is_lost_ = false;
    std::vector<std::function<void()>> delayed_;
};

} // namespace postern::test
