// One worker's share of a server: its connections, what they use in turn (read buffer, parser) and
// the sweep that closes the late ones. Lives on the worker's thread.
#pragma once

#include <postern/base/unique_fd.hpp>
#include <postern/http/server.hpp>

#include "connection.hpp"
#include "framing.hpp"
#include "gate.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <atomic>
#include <exception>
#include <memory>
#include <span>

namespace postern::http {

// An accepted socket on its way to a worker.
struct arrival
{
    unique_fd socket;
    int family = 0;
    gate::ticket ticket;
};

class share : public std::enable_shared_from_this<share>
{
public:
    using clock = std::chrono::steady_clock;

    share(const worker&, const options&);

    boost::asio::io_context& context() noexcept { return worker_.context; }

    // REQUIRES for the rest: on the worker's thread, or no thread is running.
    void start() noexcept;
    void adopt(arrival) noexcept;
    void drain() noexcept;
    void close() noexcept;

    // For the connections.
    service& answers() noexcept { return worker_.answers; }
    const options& settings() const noexcept { return options_; }
    framing_limits limits() const noexcept { return {options_.head.octets, options_.body}; }
    head_parser& parser() noexcept { return parser_; }
    std::span<char> buffer() noexcept { return buffer_; }
    bool draining() const noexcept { return draining_; }
    void count_refused(const error_code&) const noexcept;
    void count_failed(const std::exception_ptr&) const noexcept;

    // Runs one step of an event handler. False if it has thrown (no memory, or a bug): that is
    // reported, and the event loop goes on.
    template <class Step>
    bool attempt(Step step) const noexcept
    {
        try {
            step();
            return true;
        } catch (...) {
            count_failed(std::current_exception());
            return false;
        }
    }

    // When something that starts now is late: never early, up to two sweeps late.
    clock::time_point deadline(clock::duration timeout) const noexcept;

private:
    void make_connection(arrival);
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
