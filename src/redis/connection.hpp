// A connection on which many commands are under way at the same time.
//
// The commands of one turn of the event loop are collected and go out in one write. Redis answers
// in the order of the commands. As soon as a reply is late, or is not expected, the order cannot be
// trusted any more: the connection is closed, and all its commands fail.
#pragma once

#include "channel.hpp"
#include "deadline_timer.hpp"
#include "pending.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <string>

namespace postern::redis {

class connection : public std::enable_shared_from_this<connection>
{
public:
    struct events
    {
        std::function<void()> answered;              // by a reply that shows that the server works
        std::function<void(const error_code&)> lost; // last, once
    };

    connection(std::shared_ptr<channel>, events);

    void start();
    void send(pending);
    // Closes, and lets all commands fail. No event follows.
    void stop(errc);

private:
    boost::asio::awaitable<void> read_replies();
    error_code take_replies();
    error_code take_one(reply);
    void write_soon();
    void write();
    void watch(steady_point deadline);
    void check_deadlines();
    void fail(const error_code&);
    std::deque<pending> close();

    std::shared_ptr<channel> channel_;
    events on_;
    std::deque<pending> sent_; // in the order of the replies; the last ones may be in `next_`
    std::string next_;         // octets for the next write
    std::string writing_;
    std::size_t unwritten_ = 0; // commands of `sent_` that are in `next_`
    bool write_is_due_ = false; // or under way
    bool closed_ = false;
    deadline_timer timer_;
};

} // namespace postern::redis
