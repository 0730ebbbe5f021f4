#include "sentinel_watch.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::redis {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// `message`, the channel, and `<name> <old host> <old port> <new host> <new port>`.
bool is_about(const reply& message, const std::string& master)
{
    const auto* parts = message.elements();
    const auto* text = parts != nullptr && parts->size() == 3 ? parts->back().text() : nullptr;
    return text != nullptr && text->starts_with(master + " ");
}

} // namespace

sentinel_watch::sentinel_watch(
    const asio::any_io_executor& executor, node of, access how, std::string master,
    std::function<void()> switched
)
    : node_(std::move(of)), access_(std::move(how)), master_(std::move(master)),
      switched_(std::move(switched)), pause_(executor)
{
}

void sentinel_watch::start()
{
    const auto all = [self = shared_from_this()]() -> asio::awaitable<void> {
        co_await self->run();
    };
    asio::co_spawn(pause_.get_executor(), all, asio::detached);
}

void sentinel_watch::stop()
{
    stopped_ = true;
    pause_.cancel();
    if (channel_ != nullptr)
        channel_->close();
}

asio::awaitable<void> sentinel_watch::run()
{
    while (!stopped_) {
        channel_ = std::make_shared<channel>(pause_.get_executor());
        co_await listen();
        channel_->close();
        pause_.expires_after(1s);
        co_await pause_.async_wait(as_result);
    }
}

// A connection that dies without a sign is no harm: the service also asks the sentinels regularly.
asio::awaitable<error_code> sentinel_watch::listen()
{
    if (const error_code failed = co_await open_channel(channel_, node_, access_))
        co_return failed;
    const auto subscribe = command("SUBSCRIBE").arg("+switch-master");
    const auto deadline = std::chrono::steady_clock::now() + access_.timeout;
    auto message = co_await channel_->ask(subscribe, deadline);
    while (message && !stopped_) {
        if (is_about(*message, master_))
            switched_();
        message = co_await channel_->read(steady_point::max());
    }
    co_return message ? error_code() : message.error();
}

} // namespace postern::redis
