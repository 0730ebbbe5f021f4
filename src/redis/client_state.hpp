// The state of a client: a link to each master, and the rules by which a command is sent again.
#pragma once

#include <postern/redis/client.hpp>

#include "link.hpp"
#include "topology.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <vector>

namespace postern::redis {

// What the service and its clients have in common.
struct common
{
    explicit common(metrics::registry& registry) : counts(registry) {}

    redis::access access;
    redis::topology topology;
    statistics counts;
};

class client_state : public std::enable_shared_from_this<client_state>
{
public:
    client_state(boost::asio::any_io_executor, std::shared_ptr<common>);

    void start();
    void stop();

    boost::asio::awaitable<result<reply>> run(const command&, steady_point deadline);
    boost::asio::awaitable<result<std::vector<reply>>>
    run_all(const std::vector<command>&, steady_point deadline);

    const redis::layout& layout();

private:
    // How a command is sent.
    struct attempt
    {
        std::shared_ptr<link> to{}; // null: as the layout says
        bool with_text = false;
        bool asking = false;
        bool was_lost = false;
    };

    void update();
    std::shared_ptr<link> link_to(const node*) const;
    std::shared_ptr<link> route(const command&);
    void send(const command&, const attempt&, steady_point deadline, outcomes&, std::size_t index);
    void send(const pending&);
    void watch(steady_point deadline);
    bool is_sent_again(const command&, const result<reply>&, attempt&, steady_point deadline);
    bool follow(std::string_view redirection, attempt&);
    boost::asio::awaitable<result<reply>>
    run(const command&, attempt, unsigned attempts_left, steady_point deadline);
    result<reply> finish(result<reply>);

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<common> common_;
    std::shared_ptr<const redis::layout> layout_ = std::make_shared<const redis::layout>();
    std::vector<std::shared_ptr<link>> links_; // one for each master of the layout
    std::deque<pending> waiting_;              // for the first layout
    deadline_timer waiting_until_;
    bool stopped_ = false;
};

} // namespace postern::redis
