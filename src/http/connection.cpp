#include "connection.hpp"

#include "share.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace postern::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t max_unsent = 64 * 1024;
constexpr std::size_t max_discarded = 1024 * 1024;
constexpr std::chrono::milliseconds linger_time{2000};

void release_memory(std::string& text) noexcept
{
    std::string().swap(text);
}

} // namespace

connection::connection(std::shared_ptr<share> owner, socket_type socket, gate::ticket ticket)
    : share_(std::move(owner)), socket_(std::move(socket)), ticket_(std::move(ticket)),
      deadline_(share_->deadline(share_->settings().header_timeout))
{
}

void connection::start()
{
    error_code error;
    socket_.non_blocking(true, error);
    if (error)
        return close();
    await_input();
    if (share_->draining())
        drain();
}

void connection::drain()
{
    error_code error;
    const bool idle = state_ == state::reading && input_.empty();
    if (idle && socket_.available(error) == 0)
        close();
}

void connection::close_if_late(time_point now)
{
    if (state_ == state::closed || state_ == state::answering || now < deadline_)
        return;
    if (state_ == state::reading && !input_.empty())
        share_->count_refused(errc::timed_out);
    close();
}

void connection::close() noexcept
{
    state_ = state::closed;
    error_code ignored;
    socket_.close(ignored); // what waits on it ends, and with it this connection
}

void connection::proceed(std::string_view fresh)
{
    const bool begins = input_.empty();
    if (!begins)
        input_.append(fresh);
    const std::string_view input = begins ? fresh : std::string_view(input_);
    const auto done = answer_requests(input);
    keep(input, done);
    flush();
    if (done > 0 || state_ != state::reading || (begins && !first_))
        begin_time();
    wait_for_what_is_next();
}

// A head's time begins with its first octet, that of the first head with the connection. More
// octets of it do not prolong it.
void connection::begin_time()
{
    const auto& settings = share_->settings();
    first_ = false;
    deadline_ = share_->deadline(input_.empty() ? settings.idle_timeout : settings.header_timeout);
}

std::size_t connection::answer_requests(std::string_view input)
{
    std::size_t done = 0;
    framed_request request;
    error_code error;
    while (done < input.size() && !last_ && !later_ && output_.empty()) {
        const auto outcome = next_request(
            input.substr(done), progress_, share_->limits(), share_->parser(), request, error
        );
        if (outcome == framing::incomplete)
            break;
        if (outcome == framing::refused) {
            refuse(error);
            break;
        }
        done += request.size();
        answer(request);
        if (share_->out().octets().size() > max_unsent)
            flush();
    }
    return done;
}

void connection::answer(const framed_request& request)
{
    // Nobody waits for a body here: one that is announced and not read ends the connection.
    if (request.unread_body)
        last_ = unread_ = true;
    reply_ptr known;
    try {
        known = share_->answers().answer_now(request.head);
        if (!known)
            later_ = std::make_unique<owned_request>(
                request.head, request.octets, std::string(request.body)
            );
    } catch (...) {
        share_->count_failed(std::current_exception());
        known = plain_reply(500);
    }
    if (known)
        add_answer(std::move(known), request.head);
}

void connection::add_answer(reply_ptr reply, const head& asked)
{
    last_ = last_ || !asked.keep_alive || share_->draining();
    share_->out().add(std::move(reply), asked, last_);
}

void connection::refuse(const error_code& reason)
{
    last_ = unread_ = true;
    share_->count_refused(reason);
    share_->out().add_last(*reply_to(reason));
}

void connection::keep(std::string_view input, std::size_t done)
{
    if (last_) {
        unread_ = unread_ || done < input.size();
        input_.clear();
    } else if (input_.empty()) {
        input_.assign(input.substr(done));
    } else {
        input_.erase(0, done);
    }
    if (input_.empty())
        release_memory(input_);
}

void connection::flush()
{
    outbox& out = share_->out();
    const auto octets = out.octets();
    const auto sent = octets.empty() || !output_.empty() ? 0 : send(octets);
    if (state_ != state::closed)
        output_.append(octets.substr(sent));
    out.clear();
}

std::size_t connection::send(std::string_view octets)
{
    error_code error;
    const auto sent = socket_.write_some(asio::buffer(octets), error);
    if (error && error != asio::error::would_block)
        close();
    return sent;
}

void connection::wait_for_what_is_next()
{
    if (state_ == state::closed)
        return;
    if (later_)
        return answer_later();
    if (!output_.empty())
        return await_output();
    if (last_)
        return finish();
    state_ = state::reading;
    await_input();
}

void connection::answer_later()
{
    state_ = state::answering;
    asio::co_spawn(share_->context(), run(connection_ptr(this), std::move(later_)), asio::detached);
}

asio::awaitable<void> connection::run(connection_ptr self, std::unique_ptr<owned_request> request)
{
    reply_ptr reply;
    try {
        reply = co_await self->share_->answers().answer_later(*request);
    } catch (...) {
        self->share_->count_failed(std::current_exception());
    }
    if (self->state_ == state::closed)
        co_return;
    self->add_answer(reply ? std::move(reply) : plain_reply(500), request->head());
    self->proceed({});
}

// A handler that keeps the connection alive and ends it, and nothing else, if a turn throws.
auto connection::guarded(void (connection::*turn)())
{
    return [self = connection_ptr(this), turn](const error_code& error) {
        if (error || self->state_ == state::closed)
            return;
        try {
            (self.get()->*turn)();
        } catch (...) {
            self->share_->out().clear();
            self->close();
        }
    };
}

void connection::await_input()
{
    socket_.async_wait(socket_type::wait_read, guarded(&connection::on_readable));
}

void connection::await_output()
{
    state_ = state::writing;
    deadline_ = share_->deadline(share_->settings().header_timeout);
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

void connection::on_writable()
{
    output_.erase(0, send(output_));
    if (state_ == state::closed)
        return;
    if (!output_.empty())
        return await_output();
    release_memory(output_);
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

} // namespace postern::http
