#include "feed.hpp"

#include "error_reply.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

constexpr std::string_view invalidations = "__redis__:invalidate";

} // namespace

feed::feed(
    const asio::any_io_executor& executor, node of, const access& how,
    std::vector<std::string> prefixes, std::string heartbeat, events on
)
    : channel_(std::make_shared<channel>(executor)), node_(std::move(of)), access_(how),
      prefixes_(std::move(prefixes)), heartbeat_(std::move(heartbeat)), on_(std::move(on))
{
}

void feed::start()
{
    const auto all = [self = shared_from_this()]() -> asio::awaitable<void> {
        co_await self->run();
    };
    asio::co_spawn(channel_->stream().get_executor(), all, asio::detached);
}

void feed::stop()
{
    stopped_ = true;
    channel_->close();
}

asio::awaitable<void> feed::run()
{
    error_code ended = co_await open_channel(channel_, node_, access_);
    if (!ended)
        ended = co_await begin();
    if (!ended && !stopped_) {
        ready_ = true;
        on_.moved();
        ended = co_await follow();
    }
    channel_->close();
    ready_ = false;
    failure_ = ended;
    if (!stopped_)
        on_.moved();
}

// The heartbeat's own key is a prefix, too, so that the heartbeats of other processes do not come.
asio::awaitable<error_code> feed::begin()
{
    if (const error_code failed = co_await confirm(command("CLIENT").arg("ID")))
        co_return failed;
    if (confirmed_.integer() == nullptr)
        co_return errc::malformed;
    auto tracking =
        command("CLIENT").arg("TRACKING").arg("ON").arg("REDIRECT").arg(*confirmed_.integer());
    tracking.arg("BCAST").arg("PREFIX").arg(heartbeat_);
    for (const auto& each : prefixes_)
        tracking.arg("PREFIX").arg(each);
    if (const error_code failed = co_await confirm(std::move(tracking)))
        co_return failed;
    co_return co_await confirm(command("SUBSCRIBE").arg(invalidations));
}

// An error reply is a refusal, unless the server is not ready at all.
asio::awaitable<error_code> feed::confirm(command what)
{
    auto answer = co_await channel_->ask(what, std::chrono::steady_clock::now() + access_.timeout);
    if (!answer)
        co_return answer.error();
    confirmed_ = std::move(*answer);
    if (confirmed_.error() == nullptr)
        co_return error_code();
    const errc code = read_error(confirmed_.error()->text);
    co_return ends_connection(code) ? code : errc::tracking_refused;
}

asio::awaitable<error_code> feed::follow()
{
    while (!stopped_) {
        const auto message = co_await channel_->read(steady_point::max());
        if (!message)
            co_return message.error();
        if (stopped_)
            break;
        if (const error_code failed = take(*message))
            co_return failed;
    }
    co_return errc::closed;
}

// `message`, the channel, and the keys: an array, or nil if the database was flushed.
error_code feed::take(const reply& message)
{
    const auto* parts = message.elements();
    if (parts == nullptr || parts->size() != 3 || !parts->at(0).is_text("message") ||
        !parts->at(1).is_text(invalidations))
        return errc::malformed;
    const reply& keys = parts->at(2);
    if (keys.is_nil())
        on_.flushed();
    else if (keys.elements() == nullptr)
        return errc::malformed;
    else
        for (const reply& each : *keys.elements())
            take_key(each);
    return {};
}

void feed::take_key(const reply& key)
{
    if (key.text() == nullptr)
        return;
    if (*key.text() != heartbeat_)
        return on_.changed(*key.text());
    ++beats_;
    on_.moved();
}

} // namespace postern::redis
