#include "acceptor.hpp"

#include <cerrno>
#include <new>
#include <sys/socket.h>

namespace postern::http {
namespace {

// The fault of one connection, says accept(2); anything else is a shortage of ours.
bool only_this_one(int error) noexcept
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM;
}

constexpr std::chrono::milliseconds pause_time{100};
constexpr int accepted_in_one_turn = 64;

} // namespace

acceptor::acceptor(
    boost::asio::io_context& context, listening_socket socket, std::shared_ptr<gate> entrance,
    deal_function deal
)
    : socket_(std::move(socket)), descriptor_(context, socket_.fd.release()), pause_(context),
      gate_(std::move(entrance)), deal_(std::move(deal))
{
}

void acceptor::resume()
{
    if (!paused_ || closed_)
        return;
    try {
        wait();
        paused_ = false;
    } catch (const std::bad_alloc&) {
        pause();
    }
}

void acceptor::close() noexcept
{
    closed_ = true;
    pause_.cancel();
    error_code ignored;
    descriptor_.close(ignored);
    const socket_file gone(std::move(socket_.file));
}

void acceptor::wait()
{
    descriptor_.async_wait(
        boost::asio::posix::descriptor_base::wait_read,
        [self = shared_from_this()](const error_code& error) {
            if (!error && !self->closed_)
                self->on_readable();
        }
    );
}

void acceptor::on_readable()
{
    try {
        if (accept_some())
            return wait();
    } catch (const std::bad_alloc&) { // a shortage like that of descriptors
    }
    pause();
}

// False if no more can be accepted for now.
bool acceptor::accept_some()
{
    auto last = outcome::accepted;
    for (int i = 0; i < accepted_in_one_turn && last == outcome::accepted; ++i)
        last = accept_one();
    return last == outcome::accepted || last == outcome::none_waits;
}

acceptor::outcome acceptor::accept_one()
{
    auto ticket = gate_->enter();
    if (!ticket)
        return outcome::at_limit;
    unique_fd fd(::accept4(descriptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd) {
        deal_({std::move(fd), socket_.family, std::move(ticket)});
        return outcome::accepted;
    }
    if (errno == EAGAIN)
        return outcome::none_waits;
    return only_this_one(errno) ? outcome::accepted : outcome::out_of_resources;
}

// Until resume() is called, or tries again by itself.
void acceptor::pause()
{
    paused_ = true;
    pause_.expires_after(pause_time);
    pause_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error)
            self->resume();
    });
}

} // namespace postern::http
