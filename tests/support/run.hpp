// Runs a coroutine to its end. A coroutine that does not end is a failure.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

namespace postern::test {

// Leaves the other work of the context undone, because it may never end.
template <class T>
T run_alone(boost::asio::io_context& context, boost::asio::awaitable<T> work)
{
    std::optional<T> done;
    std::exception_ptr failed;
    bool ended = false;
    const auto keep = [&]() -> boost::asio::awaitable<void> {
        done.emplace(co_await std::move(work));
    };
    boost::asio::co_spawn(context, keep, [&](std::exception_ptr e) {
        failed = e;
        ended = true;
    });
    context.restart();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!ended && context.run_one_until(end) != 0) {}
    if (failed)
        std::rethrow_exception(failed);
    if (!done)
        throw std::runtime_error("the coroutine did not end");
    return std::move(*done);
}

// Does everything else that the context has to do, too.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> work)
{
    T done = run_alone(context, std::move(work));
    context.run_for(std::chrono::seconds(30));
    return done;
}

} // namespace postern::test
