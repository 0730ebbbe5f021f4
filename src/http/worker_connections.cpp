#include "worker_connections.hpp"

namespace postern::http {
namespace {

// One timer checks the deadlines of all connections. That is cheaper than a timer for each.
constexpr std::chrono::milliseconds sweep_interval{250};

} // namespace

worker_connections::worker_connections(const worker& of, const options& settings)
    : worker_(of), options_(settings), parser_(settings.head), timer_(of.context)
{
}

void worker_connections::start() noexcept
{
    now_ = clock::now();
    attempt([this] { keep_sweeping(); });
}

void worker_connections::add(accepted_socket from) noexcept
{
    attempt([&] { make_connection(std::move(from)); });
    attempt([&] { keep_sweeping(); });
}

void worker_connections::make_connection(accepted_socket from)
{
    // The socket may come after the end of the drain. `from` closes it.
    if (closed_)
        return;
    connection::socket_type socket(worker_.context.get_executor());
    error_code error;
    // Asio needs no protocol number here, because the socket exists already.
    socket.assign({from.family, 0}, from.socket.get(), error);
    if (error)
        return;
    from.socket.release(); // the connection's socket owns it now
    const connection_ptr made(
        new connection(shared_from_this(), std::move(socket), std::move(from.slot))
    );
    connections_.push_back(*made);
    made->start();
}

void worker_connections::drain() noexcept
{
    draining_ = true;
    // close() of a connection only cancels its operations, so the list does not change in the loop.
    for (auto& each : connections_)
        each.drain();
}

void worker_connections::close() noexcept
{
    closed_ = true;
    timer_.cancel();
    for (auto& each : connections_)
        each.close();
}

void worker_connections::report_refused(const error_code& reason) const noexcept
{
    attempt([&] {
        if (worker_.on.refused)
            worker_.on.refused(reason);
    });
}

void worker_connections::report_failed(const std::exception_ptr& thrown) const noexcept
{
    try {
        if (worker_.on.failed)
            worker_.on.failed(thrown);
    } catch (...) { // there is no memory for a line of the log
    }
}

worker_connections::clock::time_point worker_connections::deadline(clock::duration timeout
) const noexcept
{
    // now_ may be one interval old. Add an interval, so that a deadline is never too early.
    return now_ + sweep_interval + timeout;
}

// Starts the timer, unless it runs already or nothing is left to sweep.
void worker_connections::keep_sweeping()
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

void worker_connections::sweep()
{
    now_ = clock::now();
    for (auto& each : connections_)
        each.close_if_late(now_);
    // If the function throws, the sweeps go on nevertheless.
    attempt([this] {
        if (worker_.on.sweep)
            worker_.on.sweep();
    });
    attempt([this] { keep_sweeping(); });
}

} // namespace postern::http
