// One listening socket: takes what comes, as far as the gate lets it, and survives a process that
// is out of descriptors.
#pragma once

#include "gate.hpp"
#include "listening.hpp"
#include "share.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace postern::http {

// Lives on the acceptor context's thread.
class acceptor : public std::enable_shared_from_this<acceptor>
{
public:
    using deal_function = std::function<void(arrival)>;

    acceptor(boost::asio::io_context&, listening_socket, std::shared_ptr<gate>, deal_function);

    const listen_address& address() const noexcept { return socket_.address; }

    void start() { wait(); }

    // A connection has ended: there may be room for another one.
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
    boost::asio::steady_timer pause_;
    std::shared_ptr<gate> gate_;
    deal_function deal_;
    bool paused_ = false;
    bool closed_ = false;
};

} // namespace postern::http
