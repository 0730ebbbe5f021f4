// Stands between a client and a Redis server, and can keep back what the server sends on the
// connection of the feed, as a network that has lost the connection without a sign.
#pragma once

#include <postern/base/unique_fd.hpp>

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <thread>

namespace postern::test {

class relay
{
public:
    explicit relay(std::uint16_t to) : to_(to), listener_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address = local(0);
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        if (::bind(listener_.get(), generic, size) != 0 || ::listen(listener_.get(), 16) != 0 ||
            ::getsockname(listener_.get(), generic, &size) != 0)
            throw std::runtime_error("the relay cannot listen");
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~relay()
    {
        stopped_ = true;
        thread_.join();
    }

    std::uint16_t port() const noexcept { return port_; }

    // Connections that subscribed before this call receive nothing more; they stay open.
    void mute_feed() noexcept { mute_ = true; }

private:
    struct pair
    {
        unique_fd client;
        unique_fd server;
        bool is_feed = false;
        bool is_mute = false;
    };

    static sockaddr_in local(std::uint16_t port)
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }

    static bool is_readable(int fd)
    {
        pollfd one{fd, POLLIN, 0};
        return ::poll(&one, 1, 0) == 1;
    }

    void run()
    {
        while (!stopped_) {
            if (is_readable(listener_.get()))
                accept();
            if (mute_.exchange(false)) {
                for (pair& each : pairs_)
                    each.is_mute = each.is_feed;
            }
            pairs_.remove_if([this](pair& each) { return !forward(each); });
            std::this_thread::sleep_for(std::chrono::microseconds(200));
        }
    }

    void accept()
    {
        pair made;
        made.client = unique_fd(::accept(listener_.get(), nullptr, nullptr));
        made.server = unique_fd(::socket(AF_INET, SOCK_STREAM, 0));
        const sockaddr_in address = local(to_);
        const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
        if (::connect(made.server.get(), generic, sizeof address) == 0)
            pairs_.push_back(std::move(made));
    }

    // False if one of them has closed.
    bool forward(pair& between)
    {
        return copy(between, between.client, between.server) &&
               copy(between, between.server, between.client);
    }

    bool copy(pair& between, unique_fd& from, unique_fd& to)
    {
        if (!is_readable(from.get()))
            return true;
        std::array<char, 65536> octets;
        const auto n = ::recv(from.get(), octets.data(), octets.size(), 0);
        if (n <= 0)
            return false;
        const std::string_view part(octets.data(), static_cast<std::size_t>(n));
        between.is_feed = between.is_feed || part.find("SUBSCRIBE") != part.npos;
        if (between.is_mute && &from == &between.server)
            return true;
        return ::send(to.get(), part.data(), part.size(), MSG_NOSIGNAL) == n;
    }

    const std::uint16_t to_;
    std::uint16_t port_ = 0;
    unique_fd listener_;
    std::list<pair> pairs_;
    std::atomic<bool> mute_{false};
    std::atomic<bool> stopped_{false};
    std::thread thread_;
};

} // namespace postern::test
