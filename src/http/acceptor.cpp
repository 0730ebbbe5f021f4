#include "acceptor.hpp"

#include <cerrno>
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
    if (turned_away_ && !closed_) {
        turned_away_ = false;
        wait();
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
                self->accept_all();
        }
    );
}

void acceptor::accept_all()
{
    auto last = verdict::more;
    for (int i = 0; i < accepted_in_one_turn && last == verdict::more; ++i)
        last = accept_one();
    if (last == verdict::house_full)
        turned_away_ = true;
    else if (last == verdict::out_of_resources)
        pause();
    else
        wait();
}

acceptor::verdict acceptor::accept_one()
{
    auto ticket = gate_->enter();
    if (!ticket)
        return verdict::house_full;
    unique_fd fd(::accept4(descriptor_.native_handle(), nullptr, nullptr, SOCK_CLOEXEC));
    if (fd) {
        deal_({std::move(fd), socket_.family, std::move(ticket)});
        return verdict::more;
    }
    if (errno == EAGAIN)
        return verdict::none_left;
    return only_this_one(errno) ? verdict::more : verdict::out_of_resources;
}

void acceptor::pause()
{
    pause_.expires_after(pause_time);
    pause_.async_wait([self = shared_from_this()](const error_code& error) {
        if (!error && !self->closed_)
            self->wait();
    });
}

} // namespace postern::http
