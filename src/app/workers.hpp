// The event loops that answer checks, and the listener that distributes connections among them.
// All of them work under the same configuration.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/issuers/service.hpp>

#include "worker.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace postern::app {

// Only use() may be called from another thread than the one that runs `acceptor`; its calls must
// not overlap.
class workers
{
public:
    workers(
        const config::configuration&, issuers::service&, storage&, crypto::thread_pool& slow,
        log::logger& lines, metrics::registry& counted
    );
    ~workers();

    // Binds the addresses. On failure `failed_address` names the one that cannot be had.
    result<void> open(boost::asio::io_context& acceptor, std::string& failed_address);

    // Starts the loops with the configuration, then accepts connections.
    void start();

    // Returns when every loop has the new configuration: the next request is answered under it.
    // After start() and before the destructor.
    void use(const config::configuration&);

    // See http::server::drain. The loops stop in the destructor.
    void drain(std::chrono::milliseconds limit, std::function<void()> drained);

    std::vector<http::listen_address> addresses() const { return server_->addresses(); }
    std::size_t connections() const noexcept { return server_->connections(); }
    std::size_t size() const noexcept { return workers_.size(); }
    std::deque<worker>& all() noexcept { return workers_; }

private:
    void switch_all(const log::options&);

    issuers::service& issuers_;
    http::options listener_;
    log::options lines_;
    std::shared_ptr<const check::service_config> config_;
    std::deque<worker> workers_;
    std::unique_ptr<http::server> server_; // destroyed first: its connections use the loops
};

} // namespace postern::app
