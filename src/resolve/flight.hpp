// One proof that several checks wait for.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/resolve/credential_cache.hpp>
#include <postern/resolve/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <optional>
#include <vector>

namespace postern::resolve {

// All calls on one thread.
class flight
{
public:
    // The outcome, or errc::deadline_exceeded if it has not landed by then.
    boost::asio::awaitable<result<proof_ptr>>
    wait(boost::asio::any_io_executor executor, steady_point deadline);

    void land(result<proof_ptr> outcome);

private:
    std::optional<result<proof_ptr>> outcome_;
    std::vector<boost::asio::steady_timer*> waiting_;
};

} // namespace postern::resolve
