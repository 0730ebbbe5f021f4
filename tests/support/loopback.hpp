// A blocking client that sends and receives raw octets on a local socket. Each wait has a deadline.
#pragma once

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace postern::test {

class loopback
{
public:
    static loopback tcp(std::uint16_t port)
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return loopback(AF_INET, &to, sizeof to);
    }

    static loopback unix_socket(const std::string& path)
    {
        sockaddr_un to{};
        to.sun_family = AF_UNIX;
        std::memcpy(to.sun_path, path.c_str(), std::min(path.size(), sizeof to.sun_path - 1));
        return loopback(AF_UNIX, &to, sizeof to);
    }

    loopback(loopback&& other) noexcept
        : fd_(std::exchange(other.fd_, -1)), received_(std::move(other.received_))
    {
    }
    ~loopback()
    {
        if (fd_ >= 0)
            ::close(fd_);
    }

    int fd() const noexcept { return fd_; }

    void send(std::string_view octets)
    {
        while (!octets.empty()) {
            wait(POLLOUT);
            octets.remove_prefix(try_send(octets));
        }
    }

    // The TCP port of this end.
    std::uint16_t port() const
    {
        sockaddr_in own{};
        socklen_t size = sizeof own;
        if (::getsockname(fd_, reinterpret_cast<sockaddr*>(&own), &size) != 0)
            fail("getsockname");
        return ntohs(own.sin_port);
    }

    // Sends as many octets as the kernel takes now, and returns their number.
    std::size_t try_send(std::string_view octets)
    {
        const auto n = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EAGAIN)
            return 0;
        if (n < 0)
            fail("send");
        return static_cast<std::size_t>(n);
    }

    void end_sending() { ::shutdown(fd_, SHUT_WR); }

    // Returns a head and the body that its Content-Length announces (no body after HEAD). If the
    // peer closes first, returns what has arrived.
    std::string read_response(bool after_head = false)
    {
        std::size_t head = 0;
        while ((head = received_.find("\r\n\r\n")) == received_.npos) {
            if (!receive())
                return std::exchange(received_, {});
        }
        const auto size = head + 4 + (after_head ? 0 : content_length(received_.substr(0, head)));
        while (received_.size() < size && receive()) {}
        auto response = received_.substr(0, size);
        received_.erase(0, size);
        return response;
    }

    std::string read_until_close()
    {
        while (receive()) {}
        return std::exchange(received_, {});
    }

    // True if the peer closes and sends nothing more.
    bool is_closed() { return read_until_close().empty(); }

private:
    loopback(int family, const void* to, socklen_t size)
        : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        if (fd_ < 0 || ::connect(fd_, static_cast<const sockaddr*>(to), size) != 0)
            fail("connect");
        if (family == AF_INET) {
            const int on = 1;
            ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
    }

    [[noreturn]] static void fail(const char* what)
    {
        throw std::system_error(errno, std::generic_category(), what);
    }

    static std::size_t content_length(const std::string& head)
    {
        constexpr std::string_view name = "Content-Length: ";
        const auto at = head.find(name);
        return at == head.npos ? 0 : std::stoul(head.substr(at + name.size()));
    }

    void wait(short events)
    {
        constexpr int deadline = 20000;
        pollfd one{fd_, events, 0};
        if (::poll(&one, 1, deadline) != 1)
            throw std::runtime_error("the peer does not answer");
    }

    // False if the peer has closed. A reset counts as closed.
    bool receive()
    {
        wait(POLLIN);
        char buffer[16 * 1024];
        const auto n = ::recv(fd_, buffer, sizeof buffer, 0);
        if (n < 0 && errno != ECONNRESET)
            fail("recv");
        if (n > 0)
            received_.append(buffer, static_cast<std::size_t>(n));
        return n > 0;
    }

    int fd_;
    std::string received_;
};

} // namespace postern::test
