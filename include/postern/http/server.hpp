// Listeners and their connections.
//
// One `worker` is one thread's share: an io_context, one read buffer, one head parser, the
// connections dealt to it and a coarse sweep over them in place of timers. A `server` owns the
// listening sockets and deals accepted connections to its workers in turn.
#pragma once

#include <postern/base/error.hpp>
#include <postern/http/address.hpp>
#include <postern/http/head_parser.hpp>
#include <postern/http/service.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

namespace postern::http {

struct options
{
    std::vector<listen_address> listen;
    head_limits head;
    std::size_t body = 0; // octets of a body that are read; 0: bodies are never read
    // For a head, from its first octet or the connection's start; for a client to take octets.
    std::chrono::milliseconds header_timeout{5000};
    std::chrono::milliseconds idle_timeout{130000};
    std::size_t connections = 10000; // of all workers together; more wait in the backlog
};

// Called on the worker's thread, for the layer above to count. All may be empty.
struct events
{
    // A request that was answered 4xx, or timed out, before any service saw it.
    std::function<void(const error_code&)> refused;
    std::function<void()> sweep; // about four times a second
    // A service threw, which is a bug; the request was answered 500.
    std::function<void(const std::exception_ptr&)> failed;
};

// One thread's share. Everything but the constructor and destructor happens on the io_context's
// thread.
struct worker
{
    boost::asio::io_context& context;
    service& answers;
    events on;
};

// Its contexts outlive it; it is destroyed when none of them is being run.
class server
{
public:
    // Opens and listens; the error names what could not be bound. Nothing is accepted before
    // start().
    static result<std::unique_ptr<server>> open(
        const options&, boost::asio::io_context& acceptor_context,
        const std::vector<worker>& workers, std::string& failed_address
    );

    virtual ~server() = default;

    virtual void start() = 0;

    // The addresses as bound (a port 0 is replaced by the real one).
    virtual std::vector<listen_address> addresses() const = 0;

    // Accepts no more; idle connections are closed, the others after the answer they wait for.
    // `drained` runs once on the acceptor's context, when the last connection has gone or `limit`
    // has passed, which cuts the rest off.
    virtual void drain(std::chrono::milliseconds limit, std::function<void()> drained) = 0;

    virtual std::size_t connections() const noexcept = 0;
};

} // namespace postern::http
