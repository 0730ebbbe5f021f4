// A client's way to one master: a connection, or the attempts to make one.
#pragma once

#include "connection.hpp"
#include "reconnect.hpp"
#include "statistics.hpp"

#include <deque>
#include <memory>

namespace postern::redis {

class link : public std::enable_shared_from_this<link>
{
public:
    // `how` and `counts` are kept alive by `owner`.
    link(
        const boost::asio::any_io_executor&, node, const access& how, statistics& counts,
        std::shared_ptr<void> owner
    );

    void start();
    void send(pending);
    // No command is sent any more; all that wait for a reply fail with `why`.
    void stop(errc why);

    const node& to() const noexcept { return node_; }

private:
    void begin_anew();
    boost::asio::awaitable<void> keep_connected();
    boost::asio::awaitable<void> use(std::shared_ptr<channel>);
    void on_lost(const error_code&);
    void send_waiting();
    void fail(const std::deque<pending>& not_sent);
    void watch(steady_point deadline);

    const node node_;
    const access& access_;
    statistics& statistics_;
    const std::shared_ptr<void> owner_;
    reconnect machine_;
    std::shared_ptr<connection> connection_; // null: none
    std::shared_ptr<channel> opening_;       // null: no attempt is under way
    std::chrono::milliseconds delay_{0};     // until the next attempt
    std::deque<pending> waiting_;            // for a connection
    deadline_timer waiting_until_;
    boost::asio::steady_timer pause_;
    bool was_connected_ = false;
    bool stopped_ = false;
};

} // namespace postern::redis
