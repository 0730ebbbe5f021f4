// The connections of one worker, and what they use one after the other: a read buffer and a head
// parser. A sweep closes those that are late. Lives on the worker's thread.
#pragma once

#include <postern/base/unique_fd.hpp>
#include <postern/http/server.hpp>

#include "connection.hpp"
#include "connection_limiter.hpp"
#include "framing.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <span>

namespace postern::http {

// A socket on its way from the acceptor to a worker.
struct accepted_socket
{
    unique_fd socket;
    int family = 0;
    connection_limiter::slot slot;
};

class worker_connections : public std::enable_shared_from_this<worker_connections>
{
public:
    using clock = std::chrono::steady_clock;

    worker_connections(const worker&, const options&);

    boost::asio::io_context& context() noexcept { return worker_.context; }

    // REQUIRES for the rest: on the worker's thread, or no thread is running.
    void start() noexcept;
    void add(accepted_socket) noexcept;
    void drain() noexcept;
    void close() noexcept;

    // Used by the connections.
    http::service& service() noexcept { return worker_.service; }
    const options& settings() const noexcept { return options_; }
    framing_limits limits() const noexcept { return {options_.head.octets, options_.body}; }
    head_parser& parser() noexcept { return parser_; }
    std::span<char> buffer() noexcept { return buffer_; }
    bool draining() const noexcept { return draining_; }
    void report_refused(const error_code& reason) const noexcept;
    void report_failed(const std::exception_ptr& thrown) const noexcept;

    // Runs one step of an event handler. If the step throws (no memory, or a bug), the exception is
    // reported and the event loop goes on; then false.
    template <class Step>
    bool attempt(Step step) const noexcept
    {
        try {
            step();
            return true;
        } catch (...) {
            report_failed(std::current_exception());
            return false;
        }
    }

    // When an operation that starts now is late. Never too early, at most two sweeps too late.
    clock::time_point deadline(clock::duration timeout) const noexcept;

private:
    void make_connection(accepted_socket);
    void keep_sweeping();
    void sweep();

    worker worker_;
    options options_;
    head_parser parser_;
    boost::asio::steady_timer timer_;
    clock::time_point now_ = clock::now(); // of the last sweep
    connection_list connections_;
    bool sweeping_ = false; // the timer runs
    bool draining_ = false;
    bool closed_ = false;
    std::array<char, 64 * 1024> buffer_;
};

} // namespace postern::http
