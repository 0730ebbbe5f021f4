#include "connection.hpp"

#include "encode.hpp"
#include "error_reply.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace postern::redis {
namespace {

namespace asio = boost::asio;

const command asking("ASKING");

} // namespace

connection::connection(std::shared_ptr<channel> over, events on)
    : channel_(std::move(over)), on_(std::move(on)), timer_(channel_->stream().get_executor())
{
}

void connection::start()
{
    const auto loop = [self = shared_from_this()]() -> asio::awaitable<void> {
        co_await self->read_replies();
    };
    asio::co_spawn(timer_.get_executor(), loop, asio::detached);
}

void connection::send(pending one)
{
    if (one.asking) {
        one.asking = false;
        send({&asking, false, false, one.deadline, nullptr, 0});
    }
    watch(one.deadline);
    write_soon();
    const auto before = next_.size();
    try {
        if (one.with_text)
            encode_with_text(next_, one.what->words(), one.what->script_text());
        else
            encode(next_, one.what->words());
        sent_.push_back(one);
        ++unwritten_;
    } catch (...) {
        // Without memory, nothing is sent: the octets and `sent_` must always agree.
        next_.resize(before);
        throw;
    }
}

// Posts the write, so that it comes after all commands of this turn of the event loop.
void connection::write_soon()
{
    if (write_is_due_)
        return;
    write_is_due_ = true;
    asio::post(timer_.get_executor(), [self = shared_from_this()] { self->write(); });
}

void connection::write()
{
    if (closed_)
        return;
    writing_.clear();
    std::swap(writing_, next_);
    unwritten_ = 0;
    const auto done = [self = shared_from_this()](const error_code& error, std::size_t) {
        if (error)
            self->fail(errc::lost);
        else if (self->next_.empty())
            self->write_is_due_ = false;
        else
            self->write();
    };
    channel_->stream().write(asio::buffer(writing_), done);
}

asio::awaitable<void> connection::read_replies()
{
    while (!closed_) {
        error_code failed = co_await channel_->fill();
        if (!failed && !closed_)
            failed = take_replies();
        if (failed)
            fail(failed);
    }
}

error_code connection::take_replies()
{
    while (!closed_) {
        auto whole = channel_->next();
        if (whole.has_error())
            return whole.error();
        if (!whole->has_value())
            break;
        if (const error_code failed = take_one(std::move(**whole)))
            return failed;
    }
    // Octets that no command asked for would be taken for the reply to the next one.
    const bool unexpected = sent_.size() == unwritten_ && channel_->has_unread_octets();
    return !closed_ && unexpected ? errc::malformed : errc();
}

error_code connection::take_one(reply answer)
{
    if (sent_.size() == unwritten_)
        return errc::malformed;
    const pending asked = sent_.front();
    sent_.pop_front();
    const auto* refusal = answer.error();
    const errc code = refusal != nullptr ? read_error(refusal->text) : errc();
    if (!ends_connection(code))
        on_.answered();
    asked.finish(std::move(answer));
    return ends_connection(code) ? code : errc();
}

void connection::watch(steady_point deadline)
{
    timer_.watch(deadline, [self = shared_from_this()] { self->check_deadlines(); });
}

void connection::check_deadlines()
{
    if (sent_.empty() || closed_)
        return;
    const auto first = first_deadline(sent_);
    if (first > std::chrono::steady_clock::now())
        watch(first);
    else
        fail(errc::timed_out);
}

void connection::fail(const error_code& why)
{
    if (closed_)
        return;
    const auto now = std::chrono::steady_clock::now();
    const auto self = shared_from_this();
    const auto unanswered = close();
    on_.lost(why); // before the commands, because they may be sent again at once
    for (const pending& each : unanswered)
        each.finish(make_error_code(each.deadline <= now ? errc::timed_out : errc::lost));
}

void connection::stop(errc why)
{
    for (const pending& each : close())
        each.finish_later(why, timer_.get_executor());
}

std::deque<pending> connection::close()
{
    closed_ = true;
    timer_.cancel();
    channel_->close();
    return std::exchange(sent_, {});
}

} // namespace postern::redis
