// How a connection waits, reads, writes and closes.
#include "connection.hpp"
#include "worker_connections.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>

namespace postern::http {
namespace {

namespace asio = boost::asio;

// After the last response, at most this many octets are read and discarded, for at most this time.
constexpr std::size_t max_discarded = 1024 * 1024;
constexpr std::chrono::milliseconds linger_time{2000};

} // namespace

// A completion handler that owns the connection and runs one step of it. A step that throws closes
// the connection.
auto connection::handler(void (connection::*step)())
{
    return [self = connection_ptr(this), step](const error_code& error) {
        if (error || self->state_ == state::closed)
            return;
        if (!self->worker_->attempt([&] { (self.get()->*step)(); }))
            self->close();
    };
}

void connection::await_next()
{
    // Send what is ready. Then close after the last response, or wait for the next request.
    if (!responses_.empty())
        return send_soon();
    if (last_)
        return close_gently();
    state_ = state::reading;
    await_input();
    if (worker_->draining())
        drain();
}

void connection::await_input()
{
    socket_.async_wait(socket_type::wait_read, handler(&connection::on_readable));
}

// Sends after the handlers that are ready now. They may add further responses, which are then sent
// with the same system call.
void connection::send_soon()
{
    state_ = state::writing;
    deadline_ = worker_->deadline(worker_->settings().header_timeout);
    asio::defer(socket_.get_executor(), [step = handler(&connection::on_writable)] { step({}); });
}

void connection::await_output()
{
    socket_.async_wait(socket_type::wait_write, handler(&connection::on_writable));
}

void connection::on_readable()
{
    error_code error;
    // Read into the worker's buffer: proceed() copies only what it must keep.
    const auto buffer = worker_->buffer();
    const auto size = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
    // The socket may have nothing to read in spite of the event.
    if (error == asio::error::would_block)
        return await_input();
    if (error)
        return close();
    if (state_ == state::lingering)
        return discard(size);
    proceed({buffer.data(), size});
}

std::size_t connection::send(std::string_view octets)
{
    error_code error;
    const auto sent = socket_.write_some(asio::buffer(octets), error);
    // A full send buffer is no error: the rest is sent when the socket is writable again.
    if (error && error != asio::error::would_block)
        close();
    return sent;
}

owned_request::endpoint connection::peer() const
{
    error_code gone;
    return socket_.remote_endpoint(gone);
}

void connection::on_writable()
{
    responses_.remove_sent(send(responses_.unsent()));
    if (state_ == state::closed)
        return;
    if (!responses_.empty())
        return await_output();
    // Complete requests may be left in input_, because too many octets were unsent.
    proceed({});
}

// RFC 9112 §9.6: to close a socket with unread input resets the connection, and the reset may reach
// the client before the response. So the input is read to its end, within limits.
void connection::close_gently()
{
    if (!unread_)
        return close();
    error_code ignored;
    socket_.shutdown(socket_type::shutdown_send, ignored);
    state_ = state::lingering;
    deadline_ = worker_->deadline(std::min(linger_time, worker_->settings().header_timeout));
    await_input();
}

void connection::discard(std::size_t octets)
{
    discarded_ += octets;
    if (discarded_ > max_discarded)
        return close();
    await_input();
}

void connection::close() noexcept
{
    state_ = state::closed;
    error_code ignored;
    socket_.close(ignored); // ends the operations that own this connection
}

} // namespace postern::http
