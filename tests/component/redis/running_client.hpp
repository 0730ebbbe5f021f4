// A client of one server, in the test's own thread.
#pragma once

#include "client_state.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address_v4.hpp>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <support/run.hpp>

namespace postern::test {

class running_client
{
public:
    explicit running_client(std::uint16_t port, redis::access how = {})
    {
        common->access = std::move(how);
        const auto localhost = boost::asio::ip::address_v4::loopback();
        common->topology.publish({redis::make_node(localhost, port, "localhost")});
        const auto state = std::make_shared<redis::client_state>(context.get_executor(), common);
        state->start();
        client.emplace(state);
    }
    ~running_client()
    {
        client.reset();
        context.restart();
        context.run_for(std::chrono::seconds(5)); // what was begun ends
    }

    template <class T>
    T run(boost::asio::awaitable<T> work)
    {
        return run_alone(context, std::move(work));
    }

    result<redis::reply>
    ask(redis::command what, std::chrono::milliseconds limit = std::chrono::seconds(2))
    {
        return run(client->run(std::move(what), std::chrono::steady_clock::now() + limit));
    }

    result<redis::reply>
    get(std::string_view key, std::chrono::milliseconds limit = std::chrono::seconds(2))
    {
        return ask(redis::command("GET").key(key), limit);
    }

    // Before a command with a short deadline, so that a slow machine does not spend it on this.
    void wait_until_connected()
    {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (registry.text().find("\npostern_redis_connections 1\n") == std::string::npos) {
            if (std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("no connection");
            run_for(std::chrono::milliseconds(1));
        }
    }

    void run_for(std::chrono::milliseconds time)
    {
        context.restart();
        context.run_for(time);
    }

    metrics::registry registry;
    boost::asio::io_context context;
    std::shared_ptr<redis::common> common = std::make_shared<redis::common>(registry);
    std::optional<redis::client> client;
};

} // namespace postern::test
