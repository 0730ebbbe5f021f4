// For a build without POSTERN_GRPC. config::load refuses a configuration that asks for gRPC.
#include "grpc_listener.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace postern::app {

struct grpc_listener::implementation
{
};

grpc_listener::grpc_listener(
    const config::configuration& /*from*/, workers& /*answering*/, log::logger& /*lines*/,
    metrics::registry& /*counted*/
)
{
}

grpc_listener::~grpc_listener() = default;

result<void> grpc_listener::open(std::string& /*failed_address*/)
{
    return {};
}

void grpc_listener::
    start(boost::asio::io_context& /*context*/, const std::function<bool()>& /*ready*/)
{
}

void grpc_listener::drain(
    std::chrono::milliseconds /*limit*/, boost::asio::io_context& context,
    std::function<void()> drained
)
{
    boost::asio::post(context, std::move(drained));
}

std::vector<http::listen_address> grpc_listener::addresses() const
{
    return {};
}

} // namespace postern::app
