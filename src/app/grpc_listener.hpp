// The listener for Envoy's gRPC, beside the one for HTTP: its checks are answered on the same event
// loops. In a build without POSTERN_GRPC it listens nowhere.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include "workers.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postern::app {

// Used on the thread of the main context, which outlives it, as do the workers.
class grpc_listener
{
public:
    grpc_listener(
        const config::configuration&, workers&, log::logger& lines, metrics::registry& counted
    );
    ~grpc_listener(); // cancels the checks under way

    // Binds the addresses. On failure `failed_address` is the one that cannot be had.
    result<void> open(std::string& failed_address);

    // `ready` is asked on `context` every second: the health service says what GET /readyz says.
    void start(boost::asio::io_context& context, const std::function<bool()>& ready);

    // See grpc::server::drain. Calls `drained` on `context`, also if there is no listener.
    void drain(
        std::chrono::milliseconds limit, boost::asio::io_context& context,
        std::function<void()> drained
    );

    std::vector<http::listen_address> addresses() const;

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_; // null: there is no listener
};

} // namespace postern::app
