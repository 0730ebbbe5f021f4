#include "acceptor.hpp"

#include <cerrno>
#include <new>
#include <sys/socket.h>

namespace postern::http {
namespace {

// accept(2): these errors belong to one connection. Every other one is a shortage of the system.
bool is_of_one_connection(int error) noexcept
{
    return error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM;
}

// After a shortage the acceptor waits this long, and then tries again.
constexpr std::chrono::milliseconds pause_time{100};
// A turn is limited, so that other events of this thread are not delayed for long.
constexpr int accepted_in_one_turn = 64;

} // namespace

acceptor::acceptor(
    boost::asio::io_context& context, listening_socket socket,
    std::shared_ptr<connection_limiter> limiter, assign_function assign
)
    : socket_(std::move(socket)), descriptor_(context, socket_.fd.release()), pause_timer_(context),
      limiter_(std::move(limiter)), assign_(std::move(assign))
{
}

void acceptor::resume()
{
    if (!paused_ || closed_)
        return;
    try {
        wait();
        // Only now, because wait() may throw.
        paused_ = false;
    } catch (const std::bad_alloc&) {
        pause();
    }
}

void acceptor::close() noexcept
{
    closed_ = true;
    pause_timer_.cancel();
    error_code ignored;
    descriptor_.close(ignored);
    const socket_file removed(std::move(socket_.file)); // its destructor removes the file
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
    } catch (const std::bad_alloc&) { // a shortage, as of descriptors
    }
    pause();
}

// False if no further connection can be accepted for now.
bool acceptor::accept_some()
{
    auto last = outcome::accepted;
    for (int i = 0; i < accepted_in_one_turn && last == outcome::accepted; ++i)
        last = accept_one();
    return last == outcome::accepted || last == outcome::none_waits;
}

acceptor::outcome acceptor::accept_one()
{
    // Take the slot first. At the limit the client stays in the queue of the kernel.
    auto slot = limiter_->acquire();
    if (!slot)
        return outcome::at_limit;
    unique_fd fd(::accept4(descriptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd) {
        assign_({std::move(fd), socket_.family, std::move(slot)});
        return outcome::accepted;
    }
    if (errno == EAGAIN)
        return outcome::none_waits;
    // An error of one connection does not stop the loop: the next one may be accepted.
    return is_of_one_connection(errno) ? outcome::accepted : outcome::out_of_resources;
}

// The timer ends the pause, or resume() does earlier.
void acceptor::pause()
{
    paused_ = true;
    pause_timer_.expires_after(pause_time);
    pause_timer_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error)
            self->resume();
    });
}

} // namespace postern::http
