#include "channel.hpp"

#include "encode.hpp"

namespace postern::redis {

namespace asio = boost::asio;

// Closes the stream at the deadline, unless the wait has ended before.
class channel::alarm
{
public:
    alarm(channel& of, steady_point deadline) : of_(of)
    {
        if (deadline != steady_point::max())
            of_.ring_at(deadline);
    }
    ~alarm()
    {
        ++of_.alarms_;
        of_.timer_.cancel();
    }
    alarm(const alarm&) = delete;
    alarm& operator=(const alarm&) = delete;

private:
    channel& of_;
};

channel::channel(const asio::any_io_executor& executor) : stream_(executor), timer_(executor) {}

void channel::ring_at(steady_point deadline)
{
    timer_.expires_at(deadline);
    timer_.async_wait([self = shared_from_this(), mine = ++alarms_](const error_code& cancelled) {
        if (cancelled || mine != self->alarms_)
            return;
        self->late_ = true;
        self->close();
    });
}

void channel::close() noexcept
{
    stream_.close();
}

// Why a wait has ended.
error_code channel::outcome(const error_code& error, errc otherwise) const
{
    if (!error)
        return {};
    return late_ ? errc::timed_out : otherwise;
}

asio::awaitable<error_code> channel::connect(const node& to, const access& how)
{
    const error_code refused = co_await stream_.connect(to);
    if (refused || how.tls == nullptr)
        co_return outcome(refused, errc::refused);
    const auto context = how.tls->context();
    if (!context)
        co_return context.error();
    const error_code failed = co_await stream_.secure(*context, how.tls->name_of(to.host));
    co_return outcome(failed, errc::tls_failed);
}

asio::awaitable<error_code> channel::open(const node& to, const access& how, steady_point deadline)
{
    const alarm limit(*this, deadline);
    co_return co_await connect(to, how);
}

asio::awaitable<error_code> channel::send(std::string octets, steady_point deadline)
{
    const alarm limit(*this, deadline);
    const auto [error, size] = co_await stream_.write(asio::buffer(octets), as_result);
    co_return outcome(error, errc::lost);
}

asio::awaitable<error_code> channel::fill()
{
    const auto [error, size] = co_await stream_.read_some(asio::buffer(buffer_), as_result);
    if (error)
        co_return outcome(error, errc::lost);
    co_return reader_.feed({buffer_.data(), size});
}

asio::awaitable<result<reply>> channel::read(steady_point deadline)
{
    const alarm limit(*this, deadline);
    for (;;) {
        auto whole = reader_.next();
        if (whole.has_error())
            co_return whole.error();
        if (whole->has_value())
            co_return std::move(**whole);
        if (const error_code failed = co_await fill())
            co_return failed;
    }
}

asio::awaitable<result<reply>> channel::ask(const command& what, steady_point deadline)
{
    std::string octets;
    encode(octets, what.words());
    if (const error_code failed = co_await send(std::move(octets), deadline))
        co_return failed;
    co_return co_await read(deadline);
}

} // namespace postern::redis
