// Listeners and their connections.
//
// A `worker` is one thread with its io_context, its connections, one read buffer and one head
// parser for all of them. Instead of a timer for each connection it has one coarse sweep over all.
// A `server` owns the listening sockets and gives accepted connections to its workers in turn.
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
    // For a whole head, from its first octet or from the connection's start. Also for a client to
    // read a part of its response.
    std::chrono::milliseconds header_timeout{5000};
    std::chrono::milliseconds idle_timeout{130000};
    std::size_t connections = 10000; // of all workers together; others wait in the backlog
};

// Called on the worker's thread, so that the application can count and log. All may be empty.
struct events
{
    // A request was answered 4xx, or timed out, before the service received it.
    std::function<void(const error_code&)> refused;
    std::function<void()> sweep; // about four times a second
    // The service threw, which is a bug, and the request was answered 500. Or the memory was
    // exhausted, and one connection may have been closed without a response.
    std::function<void(const std::exception_ptr&)> failed;
};

// Everything but the constructor and the destructor is used on the io_context's thread.
struct worker
{
    boost::asio::io_context& context;
    http::service& service;
    events on;
};

// The contexts outlive the server. It is destroyed while no thread runs any of them.
class server
{
public:
    // Binds the addresses and listens. If one cannot be bound, `failed_address` is its text.
    // Nothing is accepted before start().
    static result<std::unique_ptr<server>> open(
        const options&, boost::asio::io_context& acceptor_context,
        const std::vector<worker>& workers, std::string& failed_address
    );

    virtual ~server() = default;

    virtual void start() = 0;

    // The addresses as bound (a port 0 is replaced by the real one).
    virtual std::vector<listen_address> addresses() const = 0;

    // Accepts no more connections. Closes idle ones now, the others after their response, and all
    // that are left after `limit`. Then calls `drained` once, on the acceptor's context.
    virtual void drain(std::chrono::milliseconds limit, std::function<void()> drained) = 0;

    virtual std::size_t connections() const noexcept = 0;
};

} // namespace postern::http
