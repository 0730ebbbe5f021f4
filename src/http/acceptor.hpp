// One listening socket. It accepts as many connections as the limiter allows, and goes on after the
// process was out of descriptors or memory.
#pragma once

#include <postern/http/listening.hpp>

#include "connection_limiter.hpp"
#include "worker_connections.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace postern::http {

// Lives on the thread of the acceptor's context.
class acceptor : public std::enable_shared_from_this<acceptor>
{
public:
    using assign_function = std::function<void(accepted_socket)>;

    // `assign` gives each accepted socket to a worker.
    acceptor(
        boost::asio::io_context&, listening_socket, std::shared_ptr<connection_limiter>,
        assign_function assign
    );

    const listen_address& address() const noexcept { return socket_.address; }

    void start() { wait(); }

    // Ends a pause. Called when a connection was closed: there may be room for another one.
    void resume();

    void close() noexcept;

private:
    enum class outcome
    {
        accepted,
        none_waits,
        at_limit,
        out_of_resources
    };

    void wait();
    void on_readable();
    bool accept_some();
    outcome accept_one();
    void pause();

    listening_socket socket_;
    boost::asio::posix::stream_descriptor descriptor_;
    boost::asio::steady_timer pause_timer_;
    std::shared_ptr<connection_limiter> limiter_;
    assign_function assign_;
    bool paused_ = false;
    bool closed_ = false;
};

} // namespace postern::http
