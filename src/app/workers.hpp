// The event loops and the listener that deals connections to them, under one configuration at a
// time.
#pragma once

#include <postern/config/configuration.hpp>

#include "worker.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace postern::app {

// All calls on the thread that runs `acceptor`, or before it runs.
class workers
{
public:
    workers(
        const config::configuration&, const storage&, crypto::thread_pool& slow, log::logger& lines,
        metrics::registry& counted
    );
    ~workers();

    // Binds the addresses. On failure `failed_address` names the one that cannot be had.
    result<void> open(boost::asio::io_context& acceptor, std::string& failed_address);

    // Starts the loops under the configuration, then accepts.
    void start();

    // Switches every loop; returns when the last one has: the next request anywhere sees the new
    // configuration.
    void use(const config::configuration&);

    // See http::server::drain. The loops stop in the destructor.
    void drain(std::chrono::milliseconds limit, std::function<void()> drained);

    const check::service_config& current() const noexcept { return *config_; }
    std::vector<http::listen_address> addresses() const { return server_->addresses(); }
    std::size_t connections() const noexcept { return server_->connections(); }
    std::size_t size() const noexcept { return workers_.size(); }

private:
    void switch_all(const log::options&);

    http::options listener_;
    log::options lines_;
    std::shared_ptr<const check::service_config> config_;
    std::deque<worker> workers_;
    std::unique_ptr<http::server> server_; // closes its connections before the loops go
};

} // namespace postern::app
