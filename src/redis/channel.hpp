// One connection, used by one coroutine at a time: opens it, sends commands and reads replies.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/redis/command.hpp>

#include "reader.hpp"
#include "stream.hpp"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <memory>
#include <string>

namespace postern::redis {

// How connections to servers of one kind are made.
struct access
{
    credentials login;
    std::shared_ptr<redis::tls> tls; // null: none
    unsigned database = 0;
    bool must_be_master = false;
    std::chrono::milliseconds timeout{1000};
};

// After an error the channel is of no use.
class channel : public std::enable_shared_from_this<channel>
{
public:
    explicit channel(const boost::asio::any_io_executor&);

    // Connects, and makes TLS.
    boost::asio::awaitable<error_code> open(const node&, const access&, steady_point deadline);

    boost::asio::awaitable<error_code> send(std::string octets, steady_point deadline);
    boost::asio::awaitable<result<reply>> read(steady_point deadline);
    // An error reply is a reply here.
    boost::asio::awaitable<result<reply>> ask(const command&, steady_point deadline);

    // For a reader that has its own deadlines: waits for octets, then takes each whole reply.
    boost::asio::awaitable<error_code> fill();
    result<std::optional<reply>> next() { return reader_.next(); }
    bool has_unread_octets() const noexcept { return reader_.has_unread_octets(); }

    redis::stream& stream() noexcept { return stream_; }
    void close() noexcept;

private:
    class alarm;

    void ring_at(steady_point);
    boost::asio::awaitable<error_code> connect(const node&, const access&);
    error_code outcome(const error_code&, errc otherwise) const;

    redis::stream stream_;
    reader reader_;
    boost::asio::steady_timer timer_;
    std::array<char, 16 * 1024> buffer_;
    std::uint64_t alarms_ = 0; // tells the present alarm from those before
    bool late_ = false;
};

// Opens the channel. Then the user, the password and the database are accepted, and the server has
// answered PING.
boost::asio::awaitable<error_code>
open_channel(std::shared_ptr<channel>, const node&, const access&);

} // namespace postern::redis
