// Hears from one sentinel that the master has changed (+switch-master).
#pragma once

#include "channel.hpp"

#include <functional>
#include <memory>
#include <string>

namespace postern::redis {

class sentinel_watch : public std::enable_shared_from_this<sentinel_watch>
{
public:
    sentinel_watch(
        const boost::asio::any_io_executor&, node, access, std::string master,
        std::function<void()> switched
    );

    void start();
    void stop();

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<error_code> listen();

    const node node_;
    const access access_;
    const std::string master_;
    const std::function<void()> switched_;
    std::shared_ptr<channel> channel_;
    boost::asio::steady_timer pause_;
    bool stopped_ = false;
};

} // namespace postern::redis
