// Requests and responses of a connection. The socket's operations are in connection_socket.cpp.
#include "connection.hpp"

#include "worker_connections.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::http {
namespace {

namespace asio = boost::asio;

// A connection with more unsent octets than this answers no further request in the same turn, so
// that the other connections of its worker are served, too.
constexpr std::size_t max_unsent = 8 * 1024;

} // namespace

connection::connection(
    std::shared_ptr<worker_connections> worker, socket_type socket, connection_limiter::slot slot
)
    : worker_(std::move(worker)), socket_(std::move(socket)), slot_(std::move(slot)),
      deadline_(worker_->deadline(worker_->settings().header_timeout))
{
}

void connection::start()
{
    if (!worker_->attempt([this] { begin(); }))
        close();
}

void connection::begin()
{
    error_code error;
    // A read or write must never block the worker.
    socket_.non_blocking(true, error);
    if (error)
        return close();
    await_input();
    // The drain may have begun before the socket reached this worker.
    if (worker_->draining())
        drain();
}

void connection::drain()
{
    error_code error;
    // Octets that the socket has received may be a request, which is answered first.
    const bool idle = state_ == state::reading && input_.empty();
    if (idle && socket_.available(error) == 0)
        close();
}

void connection::close_if_late(time_point now)
{
    if (state_ == state::closed || state_ == state::answering || now < deadline_)
        return;
    // Only an incomplete request is an error of the client. An idle connection is closed silently.
    if (state_ == state::reading && !input_.empty())
        worker_->report_refused(errc::timed_out);
    close();
}

// Answers what can be answered now, then waits for the next event.
void connection::proceed(std::string_view received)
{
    process(received);
    if (waiting_ && responses_.empty())
        start_waiting_answer();
    else
        await_next();
}

void connection::process(std::string_view received)
{
    // Parse in the worker's buffer if nothing is left from before; that copies nothing.
    const bool begins = input_.empty();
    if (!begins)
        input_.append(received);
    const std::string_view input = begins ? received : std::string_view(input_);

    const auto processed = answer_requests(input);
    keep_rest(input, processed);

    // More octets of the same head do not give it more time.
    if (processed > 0 || state_ != state::reading || (begins && !first_))
        restart_deadline();
}

// The time for a head begins with its first octet, that for the first head with the connection.
void connection::restart_deadline()
{
    const auto& settings = worker_->settings();
    first_ = false;
    deadline_ = worker_->deadline(input_.empty() ? settings.idle_timeout : settings.header_timeout);
}

bool connection::may_answer() const noexcept
{
    return !last_ && !waiting_ && responses_.unsent().size() <= max_unsent;
}

// Returns how many octets of the input were requests that are answered, or will be.
std::size_t connection::answer_requests(std::string_view input)
{
    std::size_t processed = 0;
    framed_request request;
    error_code error;
    while (processed < input.size() && may_answer()) {
        const auto outcome = next_request(
            input.substr(processed), progress_, worker_->limits(), worker_->parser(), request, error
        );
        if (outcome == framing::incomplete)
            break;
        // Refuse octets that cannot be a request. The end of that request is unknown, so stop here.
        if (outcome == framing::refused) {
            refuse(error);
            break;
        }
        processed += request.size();
        answer(request);
    }
    return processed;
}

void connection::answer(const framed_request& request)
{
    // This listener does not read the body, so the next request cannot be found behind it.
    if (request.unread_body)
        last_ = unread_ = true;
    // Try to answer at once. Else copy the request, because its views end with this turn. An
    // exception of the service becomes a 500, and the connection goes on.
    reply_ptr known;
    try {
        known = worker_->service().answer_now(request.head);
        if (!known)
            waiting_ = std::make_unique<owned_request>(
                request.head, request.octets, std::string(request.body), peer()
            );
    } catch (...) {
        worker_->report_failed(std::current_exception());
        known = plain_reply(500);
    }
    if (known)
        add_response(std::move(known), request.head);
}

void connection::add_response(reply_ptr response, const head& request)
{
    // After a 400 the client and this server may disagree about what follows: read no more.
    last_ = last_ || !request.keep_alive || worker_->draining() || response->status() == 400;
    responses_.add(std::move(response), request, last_);
}

void connection::refuse(const error_code& reason)
{
    last_ = unread_ = true;
    worker_->report_refused(reason);
    responses_.add_refusal(*worker_->service().refuse(reason));
}

void connection::keep_rest(std::string_view input, std::size_t processed)
{
    // After the last request the rest is not needed. Else keep it: copy it from the buffer of the
    // worker, or remove the processed octets from our own.
    if (last_) {
        unread_ = unread_ || processed < input.size();
        input_.clear();
    } else if (input_.empty()) {
        input_.assign(input.substr(processed));
    } else {
        input_.erase(0, processed);
    }
    if (input_.empty())
        std::string().swap(input_); // frees its memory
}

void connection::start_waiting_answer()
{
    state_ = state::answering;
    asio::co_spawn(
        worker_->context(), run(connection_ptr(this), std::move(waiting_)), asio::detached
    );
}

// Throws nothing: asio::detached would drop the exception, and the connection would stay open.
asio::awaitable<void> connection::run(connection_ptr self, std::unique_ptr<owned_request> request)
{
    reply_ptr response;
    try {
        response = co_await self->worker_->service().answer_later(*request);
    } catch (...) {
        self->worker_->report_failed(std::current_exception());
    }
    // The connection may have been closed meanwhile; answer_waited() checks that.
    const bool answered =
        self->worker_->attempt([&] { self->answer_waited(std::move(response), *request); });
    if (!answered)
        self->close();
}

void connection::answer_waited(reply_ptr response, const owned_request& request)
{
    if (state_ == state::closed)
        return;
    add_response(response ? std::move(response) : plain_reply(500), request.head());
    send_soon();
}

} // namespace postern::http
