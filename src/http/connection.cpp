// Requests and their answers. What concerns the socket is in connection_socket.cpp.
#include "connection.hpp"

#include "share.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::http {
namespace {

namespace asio = boost::asio;

// What one connection may have answered in one turn of the event loop: others wait for it.
constexpr std::size_t max_unsent = 8 * 1024;

} // namespace

connection::connection(std::shared_ptr<share> owner, socket_type socket, gate::ticket ticket)
    : share_(std::move(owner)), socket_(std::move(socket)), ticket_(std::move(ticket)),
      deadline_(share_->deadline(share_->settings().header_timeout))
{
}

void connection::start()
{
    if (!share_->attempt([this] { begin(); }))
        close();
}

void connection::begin()
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

void connection::proceed(std::string_view fresh)
{
    take_turn(fresh);
    if (later_ && out_.empty())
        ask();
    else
        wait_for_what_is_next();
}

void connection::take_turn(std::string_view fresh)
{
    const bool begins = input_.empty();
    if (!begins)
        input_.append(fresh);
    const std::string_view input = begins ? fresh : std::string_view(input_);
    const auto done = answer_requests(input);
    keep(input, done);
    if (done > 0 || state_ != state::reading || (begins && !first_))
        begin_time();
}

// A head's time begins with its first octet, that of the first head with the connection. More
// octets of it do not prolong it.
void connection::begin_time()
{
    const auto& settings = share_->settings();
    first_ = false;
    deadline_ = share_->deadline(input_.empty() ? settings.idle_timeout : settings.header_timeout);
}

bool connection::may_answer() const noexcept
{
    return !last_ && !later_ && out_.unsent().size() <= max_unsent;
}

std::size_t connection::answer_requests(std::string_view input)
{
    std::size_t done = 0;
    framed_request request;
    error_code error;
    while (done < input.size() && may_answer()) {
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
                request.head, request.octets, std::string(request.body), peer()
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
    // A caller that cannot be understood is not listened to any further.
    last_ = last_ || !asked.keep_alive || share_->draining() || reply->status() == 400;
    out_.add(std::move(reply), asked, last_);
}

void connection::refuse(const error_code& reason)
{
    last_ = unread_ = true;
    share_->count_refused(reason);
    out_.add_last(*share_->answers().refuse(reason));
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
        std::string().swap(input_); // its memory, too
}

void connection::ask()
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
    const auto answered =
        self->share_->attempt([&] { self->answer_waited(std::move(reply), *request); });
    if (!answered)
        self->close();
}

void connection::answer_waited(reply_ptr reply, const owned_request& request)
{
    if (state_ == state::closed)
        return;
    add_answer(reply ? std::move(reply) : plain_reply(500), request.head());
    send_soon();
}

} // namespace postern::http
