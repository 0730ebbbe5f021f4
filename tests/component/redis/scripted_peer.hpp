// A server on 127.0.0.1 whose every octet the test decides. Each wait has a deadline.
#pragma once

#include <postern/base/unique_fd.hpp>

#include <arpa/inet.h>
#include <future>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace postern::test {

inline bool is_readable(int fd, int milliseconds)
{
    pollfd one{fd, POLLIN, 0};
    return ::poll(&one, 1, milliseconds) == 1;
}

// One accepted connection.
class conversation
{
public:
    explicit conversation(unique_fd fd) : fd_(std::move(fd)) {}

    // The next command of the client, its words joined by blanks.
    std::string command()
    {
        const auto count = number_after('*');
        std::string words;
        for (std::size_t i = 0; i < count; ++i) {
            const auto size = number_after('$');
            words += (i == 0 ? "" : " ") + take(size);
            take(2);
        }
        return words;
    }

    void send(std::string_view octets)
    {
        if (::send(fd_.get(), octets.data(), octets.size(), MSG_NOSIGNAL) < 0)
            throw std::runtime_error("the client has closed");
    }

    void answer(std::string_view expected, std::string_view reply)
    {
        if (const auto asked = command(); asked != expected)
            throw std::runtime_error("the client asked " + asked);
        send(reply);
    }

    void log_in() { answer("PING", "+PONG\r\n"); }

    // True if the client closes and sends nothing more.
    bool is_closed()
    {
        char octet = 0;
        return received_.empty() && is_readable(fd_.get(), 5000) &&
               ::recv(fd_.get(), &octet, 1, 0) <= 0;
    }

    bool is_silent(int milliseconds)
    {
        return received_.empty() && !is_readable(fd_.get(), milliseconds);
    }

    // Closes with a reset, so that octets that were not read cannot delay it.
    void reset()
    {
        const linger at_once{1, 0};
        ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        fd_ = {};
    }

private:
    std::size_t number_after(char kind)
    {
        if (take(1).front() != kind)
            throw std::runtime_error("the client sent no array of bulk strings");
        std::string digits;
        while (!digits.ends_with("\r\n"))
            digits += take(1);
        return std::stoul(digits);
    }

    std::string take(std::size_t size)
    {
        while (received_.size() < size) {
            char part[4096];
            if (!is_readable(fd_.get(), 5000))
                throw std::runtime_error("the client sends nothing");
            const auto n = ::recv(fd_.get(), part, sizeof part, 0);
            if (n <= 0)
                throw std::runtime_error("the client has closed");
            received_.append(part, static_cast<std::size_t>(n));
        }
        auto taken = received_.substr(0, size);
        received_.erase(0, size);
        return taken;
    }

    unique_fd fd_;
    std::string received_;
};

// Runs the peer's script on a thread of its own. get() throws what the script throws.
template <class Function>
std::future<void> beside(Function script)
{
    return std::async(std::launch::async, std::move(script));
}

class scripted_peer
{
public:
    scripted_peer() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address_;
        auto* const generic = reinterpret_cast<sockaddr*>(&address_);
        if (::bind(fd_.get(), generic, size) != 0 || ::listen(fd_.get(), 64) != 0 ||
            ::getsockname(fd_.get(), generic, &size) != 0)
            throw std::runtime_error("the peer cannot listen");
    }

    std::uint16_t port() const { return ntohs(address_.sin_port); }

    conversation accept()
    {
        if (!is_readable(fd_.get(), 5000))
            throw std::runtime_error("nobody connects");
        return conversation(unique_fd(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC)));
    }

    conversation accept_and_log_in()
    {
        auto made = accept();
        made.log_in();
        return made;
    }

    bool is_alone(int milliseconds) { return !is_readable(fd_.get(), milliseconds); }

private:
    unique_fd fd_;
    sockaddr_in address_{};
};

} // namespace postern::test
