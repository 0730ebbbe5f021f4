// What a connection waits for, reads, writes, and how it ends.
#include "connection.hpp"
#include "share.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>

namespace postern::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t max_discarded = 1024 * 1024;
constexpr std::chrono::milliseconds linger_time{2000};

} // namespace

// A handler that keeps the connection alive.
auto connection::guarded(void (connection::*turn)())
{
    return [self = connection_ptr(this), turn](const error_code& error) {
        if (error || self->state_ == state::closed)
            return;
        if (!self->share_->attempt([&] { (self.get()->*turn)(); }))
            self->close();
    };
}

void connection::wait_for_what_is_next()
{
    if (!out_.empty())
        return send_soon();
    if (last_)
        return finish();
    state_ = state::reading;
    await_input();
    if (share_->draining())
        drain();
}

void connection::await_input()
{
    socket_.async_wait(socket_type::wait_read, guarded(&connection::on_readable));
}

// When the loop has been through what is ready now.
void connection::send_soon()
{
    state_ = state::writing;
    deadline_ = share_->deadline(share_->settings().header_timeout);
    asio::defer(socket_.get_executor(), [turn = guarded(&connection::on_writable)] { turn({}); });
}

void connection::await_output()
{
    socket_.async_wait(socket_type::wait_write, guarded(&connection::on_writable));
}

void connection::on_readable()
{
    error_code error;
    const auto buffer = share_->buffer();
    const auto size = socket_.read_some(asio::buffer(buffer.data(), buffer.size()), error);
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
    out_.remove_sent(send(out_.unsent()));
    if (state_ == state::closed)
        return;
    if (!out_.empty())
        return await_output();
    proceed({});
}

// Closing a socket with unread input resets the connection, and a reset may overtake the answer:
// what still comes is read, within bounds (RFC 9112 §9.6).
void connection::finish()
{
    if (!unread_)
        return close();
    error_code ignored;
    socket_.shutdown(socket_type::shutdown_send, ignored);
    state_ = state::lingering;
    deadline_ = share_->deadline(std::min(linger_time, share_->settings().header_timeout));
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
    socket_.close(ignored); // what waits on it ends, and with it this connection
}

} // namespace postern::http
