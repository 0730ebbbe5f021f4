// Calls to a store from a test's thread.
#pragma once

#include <postern/store/sqlite.hpp>

#include <boost/asio/io_context.hpp>

#include <support/manual_clock.hpp>
#include <support/run.hpp>
#include <support/temporary_folder.hpp>

namespace postern::test {

using revised = result<std::optional<store::record>>; // of a revision

// Calls a function for each change that the feed tells.
class change_listener final : public store::feed_listener
{
public:
    explicit change_listener(std::function<void(const store::key&)> function)
        : function_(std::move(function))
    {
    }
    void changed(const store::key& name) noexcept override { function_(name); }
    void lost() noexcept override {}
    void caught_up() noexcept override {}

private:
    std::function<void(const store::key&)> function_;
};

inline void listen(store::engine& to, std::function<void(const store::key&)> function)
{
    to.subscribe(std::make_shared<change_listener>(std::move(function)));
}

// Each call waits for its answer.
class store_caller
{
public:
    explicit store_caller(store::engine& to) : store_(to.make_client(context_.get_executor())) {}

    result<std::optional<store::record>> get(const store::key& name)
    {
        return run_alone(context_, store_->get(name, deadline(), store::priority::high));
    }
    result<store::client::records> get_all(const std::vector<store::key>& names)
    {
        return run_alone(context_, store_->get_all(names, deadline(), store::priority::high));
    }
    result<store::write_outcome> create(const store::key& name, const store::record& what)
    {
        return run_alone(context_, store_->create(name, what, deadline()));
    }
    // Replaces any record that is there.
    result<std::optional<store::record>> put(const store::key& name, const store::record& what)
    {
        return update(name, [&](const auto&) -> revised { return what; });
    }
    result<std::optional<store::record>>
    update(const store::key& name, const store::client::revision& how)
    {
        return run_alone(context_, store_->update(name, how, deadline()));
    }
    result<std::optional<time_point>>
    extend(const store::key& name, time_point expires, std::chrono::milliseconds step = {})
    {
        return run_alone(context_, store_->extend(name, expires, step, deadline()));
    }
    result<store::write_outcome> erase(const store::key& name)
    {
        return run_alone(context_, store_->erase(name, deadline()));
    }
    result<std::vector<std::string>> erase_all(const std::string& kind, const std::string& owner)
    {
        return run_alone(context_, store_->erase_all(kind, owner, deadline()));
    }
    result<store::page> list(
        const std::string& kind, std::size_t limit, const std::string& cursor = {},
        const std::optional<std::string>& owner = {}
    )
    {
        return run_alone(context_, store_->list(kind, owner, cursor, limit, deadline()));
    }

private:
    static steady_point deadline()
    {
        return std::chrono::steady_clock::now() + std::chrono::seconds(20);
    }

    boost::asio::io_context context_{1};
    std::shared_ptr<store::client> store_;
};

} // namespace postern::test
