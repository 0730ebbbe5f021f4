#include "service_state.hpp"

namespace postern::redis {

service::service(
    options from, feed_options tracked, feed_events on, metrics::registry& registry,
    log::logger& log
)
    : implementation_(std::make_unique<implementation>(
          std::move(from), std::move(tracked), std::move(on), registry, log
      ))
{
}

service::~service() = default;

void service::start()
{
    implementation_->start();
}

std::unique_ptr<client> service::make_client(boost::asio::any_io_executor executor)
{
    const auto state = std::make_shared<client_state>(std::move(executor), implementation_->common);
    state->start();
    return std::make_unique<client>(state);
}

error_code service::health() const
{
    return implementation_->health();
}

bool service::tracking_refused() const
{
    return implementation_->refused;
}

} // namespace postern::redis
