#include "share.hpp"

namespace postern::http {
namespace {

constexpr std::chrono::milliseconds sweep_interval{250};

} // namespace

share::share(const worker& w, const options& o)
    : worker_(w), options_(o), parser_(o.head), timer_(w.context)
{
}

void share::start() noexcept
{
    now_ = clock::now();
    attempt([this] { keep_sweeping(); });
}

void share::adopt(arrival from) noexcept
{
    attempt([&] { make_connection(std::move(from)); });
    attempt([&] { keep_sweeping(); });
}

void share::make_connection(arrival from)
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

void share::drain() noexcept
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

void share::count_refused(const error_code& reason) const noexcept
{
    attempt([&] {
        if (worker_.on.refused)
            worker_.on.refused(reason);
    });
}

void share::count_failed(const std::exception_ptr& thrown) const noexcept
{
    try {
        if (worker_.on.failed)
            worker_.on.failed(thrown);
    } catch (...) { // no memory for a line
    }
}

share::clock::time_point share::deadline(clock::duration timeout) const noexcept
{
    return now_ + sweep_interval + timeout;
}

// Starts the timer, unless it runs or nothing is left to sweep.
void share::keep_sweeping()
{
    if (sweeping_ || closed_ || (draining_ && connections_.empty()))
        return;
    timer_.expires_after(sweep_interval);
    timer_.async_wait([self = shared_from_this()](const error_code& error) {
        self->sweeping_ = false;
        if (!error && !self->closed_)
            self->sweep();
    });
    sweeping_ = true;
}

void share::sweep()
{
    now_ = clock::now();
    for (auto& each : connections_)
        each.close_if_late(now_);
    attempt([this] {
        if (worker_.on.sweep)
            worker_.on.sweep();
    });
    attempt([this] { keep_sweeping(); });
}

} // namespace postern::http
