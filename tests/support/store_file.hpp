// Calls to the embedded store from a test's thread.
#pragma once

#include <postern/store/sqlite.hpp>

#include <boost/asio/io_context.hpp>

#include <support/manual_clock.hpp>
#include <support/run.hpp>
#include <support/temporary_folder.hpp>

namespace postern::test {

// Each call waits for its answer.
class store_caller
{
public:
    explicit store_caller(store::engine& to) : store_(to) {}

    result<std::optional<store::record>> get(const store::key& name)
    {
        return run(context_, store_.get(name, deadline(), store::priority::high));
    }
    result<store::write_outcome> create(const store::key& name, const store::record& what)
    {
        return run(context_, store_.create(name, what, deadline()));
    }
    // Replaces any record that is there.
    result<store::record> put(const store::key& name, const store::record& what)
    {
        return update(name, [&](const auto&) -> result<store::record> { return what; });
    }
    result<store::record> update(const store::key& name, const store::engine::revision& how)
    {
        return run(context_, store_.update(name, how, deadline()));
    }
    result<std::optional<time_point>>
    extend(const store::key& name, time_point expires, std::chrono::milliseconds step = {})
    {
        return run(context_, store_.extend(name, expires, step, deadline()));
    }
    result<store::write_outcome> erase(const store::key& name)
    {
        return run(context_, store_.erase(name, deadline()));
    }
    result<std::vector<std::string>> erase_all(const std::string& kind, const std::string& owner)
    {
        return run(context_, store_.erase_all(kind, owner, deadline()));
    }
    result<store::page> list(
        const std::string& kind, std::size_t limit, const std::string& cursor = {},
        const std::optional<std::string>& owner = {}
    )
    {
        return run(context_, store_.list(kind, owner, cursor, limit, deadline()));
    }

private:
    static steady_point deadline()
    {
        return std::chrono::steady_clock::now() + std::chrono::seconds(20);
    }

    store::engine& store_;
    boost::asio::io_context context_{1};
};

} // namespace postern::test
