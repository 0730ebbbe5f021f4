#include "link.hpp"

#include <postern/crypto/random.hpp>

#include <boost/asio/co_spawn.hpp>

namespace postern::redis {

namespace asio = boost::asio;

link::link(
    const asio::any_io_executor& executor, node to, const access& how, statistics& counts,
    std::shared_ptr<void> owner
)
    : node_(std::move(to)), access_(how), statistics_(counts), owner_(std::move(owner)),
      waiting_until_(executor), pause_(executor)
{
}

void link::start()
{
    const auto loop = [self = shared_from_this()]() -> asio::awaitable<void> {
        co_await self->keep_connected();
    };
    asio::co_spawn(
        pause_.get_executor(), loop,
        [self = shared_from_this()](const std::exception_ptr& e) {
            if (e != nullptr)
                self->begin_anew();
        }
    );
}

// After an exception, which only exhausted memory can cause.
void link::begin_anew()
{
    if (stopped_)
        return;
    if (connection_ != nullptr)
        std::exchange(connection_, nullptr)->stop(errc::lost);
    delay_ = machine_.on_lost(crypto::random_fraction());
    start();
}

asio::awaitable<void> link::keep_connected()
{
    while (!stopped_) {
        opening_ = std::make_shared<channel>(pause_.get_executor());
        const error_code failed = co_await open_channel(opening_, node_, access_);
        auto opened = std::exchange(opening_, nullptr);
        if (stopped_)
            break;
        if (failed) {
            statistics_.count(failed);
            delay_ = machine_.on_failed_attempt(crypto::random_fraction());
        } else {
            co_await use(std::move(opened));
        }
        if (stopped_)
            break;
        if (machine_.is_open())
            fail(std::exchange(waiting_, {}));
        pause_.expires_after(delay_);
        co_await pause_.async_wait(as_result);
    }
}

// Returns when the connection is lost.
asio::awaitable<void> link::use(std::shared_ptr<channel> opened)
{
    machine_.on_connected();
    statistics_.add_connections(1);
    if (std::exchange(was_connected_, true))
        statistics_.count_reconnect();
    connection_ = std::make_shared<connection>(
        std::move(opened), connection::events{
                               [this] { machine_.on_answer(); },
                               [this](const error_code& why) { on_lost(why); },
                           }
    );
    connection_->start();
    send_waiting();
    while (connection_ != nullptr) { // on_lost() and stop() end it
        pause_.expires_at(steady_point::max());
        co_await pause_.async_wait(as_result);
    }
    statistics_.add_connections(-1);
}

void link::on_lost(const error_code& why)
{
    statistics_.count(why);
    connection_ = nullptr;
    delay_ = machine_.on_lost(crypto::random_fraction());
    pause_.cancel();
}

void link::send(pending one)
{
    if (connection_ != nullptr) {
        connection_->send(one);
    } else if (machine_.admits() && !stopped_) {
        watch(one.deadline);
        waiting_.push_back(one);
    } else {
        one.finish(make_error_code(errc::not_connected));
    }
}

void link::send_waiting()
{
    waiting_until_.cancel();
    for (const pending& each : std::exchange(waiting_, {}))
        connection_->send(each);
}

void link::watch(steady_point deadline)
{
    waiting_until_.watch(deadline, [self = shared_from_this()] {
        self->machine_.on_waited_in_vain();
        self->fail(take_late(self->waiting_));
        if (self->machine_.is_open())
            self->fail(std::exchange(self->waiting_, {}));
        if (!self->waiting_.empty())
            self->watch(first_deadline(self->waiting_));
    });
}

// They were not sent, so their effect is known.
void link::fail(const std::deque<pending>& not_sent)
{
    for (const pending& each : not_sent)
        each.finish(make_error_code(errc::not_connected));
}

void link::stop(errc why)
{
    stopped_ = true;
    waiting_until_.cancel();
    pause_.cancel();
    if (opening_ != nullptr)
        opening_->close();
    if (connection_ != nullptr)
        std::exchange(connection_, nullptr)->stop(why);
    for (const pending& each : std::exchange(waiting_, {}))
        each.finish_later(why, pause_.get_executor());
}

} // namespace postern::redis
