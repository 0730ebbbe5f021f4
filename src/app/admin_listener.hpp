// The operators' listener on a thread of its own. A request that takes long there, such as an
// explanation or a reload, delays neither checks nor new connections of the resolver.
#pragma once

#include <postern/http/server.hpp>
#include <postern/log/log.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace postern::app {

class admin_listener
{
public:
    explicit admin_listener(log::logger&);
    ~admin_listener(); // waits for the request that is being answered

    // The handlers of the service run on this executor.
    boost::asio::any_io_executor executor() { return context_.get_executor(); }

    // Binds the addresses. On failure `failed_address` is the one that could not be bound.
    result<void> open(
        std::unique_ptr<http::service>, const std::vector<http::listen_address>& addresses,
        std::string& failed_address
    );

    // Starts the thread and accepts connections.
    void start();

    // Runs `job` on the thread, between two requests. Thread-safe.
    void post(std::function<void()> job);

    // Accepts no more, answers the requests under way, and ends the thread. False if the thread is
    // still busy after about `limit`: then nothing that its handlers use may be destroyed.
    bool stop(std::chrono::milliseconds limit);

    std::vector<http::listen_address> addresses() const { return server_->addresses(); }

private:
    log::logger& lines_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;
    std::unique_ptr<http::service> service_;
    std::unique_ptr<http::server> server_;
    std::future<void> ended_;
    std::thread thread_;
};

} // namespace postern::app
