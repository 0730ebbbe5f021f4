#include "share.hpp"

namespace postern::http {
namespace {

constexpr std::chrono::milliseconds sweep_interval{250};

} // namespace

share::share(const worker& w, const options& o)
    : worker_(w), options_(o), parser_(o.head), timer_(w.context)
{
}

void share::start()
{
    now_ = clock::now();
    if (!closed_)
        sleep();
}

void share::adopt(arrival from)
{
    if (closed_)
        return;
    connection::socket_type socket(worker_.context.get_executor());
    error_code error;
    socket.assign({from.family, 0}, from.socket.get(), error);
    if (error)
        return;
    from.socket.release();
    const connection_ptr made(
        new connection(shared_from_this(), std::move(socket), std::move(from.ticket))
    );
    connections_.push_back(*made);
    made->start();
}

void share::drain()
{
    draining_ = true;
    for (auto& each : connections_)
        each.drain();
}

void share::close() noexcept
{
    closed_ = true;
    timer_.cancel();
    for (auto& each : connections_)
        each.close();
}

void share::count_refused(const error_code& reason) const
{
    if (worker_.on.refused)
        worker_.on.refused(reason);
}

void share::count_failed(const std::exception_ptr& thrown) const
{
    if (worker_.on.failed)
        worker_.on.failed(thrown);
}

share::clock::time_point share::deadline(clock::duration timeout) const noexcept
{
    return now_ + sweep_interval + timeout;
}

void share::sleep()
{
    timer_.expires_after(sweep_interval);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && !self->closed_)
            self->sweep();
    });
}

void share::sweep()
{
    now_ = clock::now();
    for (auto& each : connections_)
        each.close_if_late(now_);
    if (worker_.on.sweep)
        worker_.on.sweep();
    if (!draining_ || !connections_.empty())
        sleep();
}

} // namespace postern::http
