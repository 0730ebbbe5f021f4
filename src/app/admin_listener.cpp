#include "admin_listener.hpp"

#include "process.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace postern::app {

namespace asio = boost::asio;

namespace {

// No request of the operators' API needs a larger body.
constexpr std::size_t body_limit = 64 * 1024;

// Time between the end of the last request and the end of the thread.
constexpr std::chrono::milliseconds thread_end{500};

} // namespace

admin_listener::admin_listener(log::logger& lines)
    : lines_(lines), busy_(asio::make_work_guard(context_))
{
}

admin_listener::~admin_listener()
{
    context_.stop();
    if (thread_.joinable())
        thread_.join();
}

result<void> admin_listener::open(
    std::unique_ptr<http::service> service, const std::vector<http::listen_address>& addresses,
    std::string& failed_address
)
{
    service_ = std::move(service);
    // Use the defaults of the server, except for the addresses and the size of a body.
    http::options options;
    options.listen = addresses;
    options.body = body_limit;
    // Log a handler that throws.
    const http::events on{{}, {}, reporter(lines_, "admin.call_failed")};
    // Bind the addresses.
    auto opened =
        http::server::open(options, context_, {{context_, *service_, on}}, failed_address);
    if (!opened)
        return opened.error();
    server_ = std::move(*opened);
    return {};
}

void admin_listener::start()
{
    // stop() waits for this promise, because join() has no time limit.
    std::promise<void> ended;
    ended_ = ended.get_future();
    thread_ = std::thread([this, ended = std::move(ended)]() mutable {
        run_to_end(context_, reporter(lines_, "admin.job_failed"));
        ended.set_value();
    });
    server_->start();
}

void admin_listener::post(std::function<void()> job)
{
    asio::post(context_, std::move(job));
}

bool admin_listener::stop(std::chrono::milliseconds limit)
{
    // Answer the requests that have begun, and then end the loop.
    server_->drain(limit, [this] { context_.stop(); });
    // A request may take longer. The caller decides what to do then.
    if (ended_.wait_for(limit + thread_end) != std::future_status::ready)
        return false;
    thread_.join();
    return true;
}

} // namespace postern::app
