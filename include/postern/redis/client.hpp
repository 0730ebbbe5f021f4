// Sends commands to Redis, for one thread.
//
// There is one connection to each master. The commands of one turn of the event loop go out in one
// write, and their replies come back in the same order. A connection whose reply is late, or that
// breaks the protocol, is closed and never used again, so that no reply can reach another command.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/redis/command.hpp>
#include <postern/redis/error.hpp>
#include <postern/redis/reply.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace postern::redis {

class client_state;

// Not thread-safe: it is used and destroyed on the thread of its executor. Its calls run on that
// executor, too. It keeps the executor's context busy until it is destroyed; calls that still wait
// then fail with errc::closed.
class client
{
public:
    template <class T>
    using promise = boost::asio::awaitable<result<T>>;

    explicit client(std::shared_ptr<client_state>); // made by service::make_client()
    ~client();
    client(client&&) noexcept = default;

    // Ends at its deadline. An error reply is an error_code, never a reply. While there is no
    // connection, the command waits for the attempt to make one; after several failures in a row it
    // fails at once with not_connected, until Redis answers again. A read that was lost with its
    // connection is sent once more, a write never.
    promise<reply> run(command, steady_point deadline);

    // Sends all in order, without waiting between them, and returns their replies. The first error
    // is the error of all; the others may have been done. Scripts are sent with their text.
    promise<std::vector<reply>> run_all(std::vector<command>, steady_point deadline);

    // How many masters the topology has now: 1 without a cluster, 0 while none is known.
    std::size_t masters() const;
    // Another number means that the masters have changed since.
    std::uint64_t topology() const;

private:
    std::shared_ptr<client_state> state_;
};

} // namespace postern::redis
