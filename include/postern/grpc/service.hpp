// The interface between the listener and the code that answers checks.
#pragma once

#include <postern/grpc/messages.hpp>
#include <postern/grpc/reply.hpp>

#include <boost/asio/awaitable.hpp>

namespace postern::grpc {

// One object per worker, called on the thread of that worker only.
class service
{
public:
    virtual ~service() = default;

    // The answer, if it is known without waiting. Null if answer_later() must be called with the
    // same check.
    virtual reply_ptr answer_now(const check_request& check) = 0;

    // Never null. The coroutine ends by a deadline of its own. The check lives until it has ended.
    virtual boost::asio::awaitable<reply_ptr> answer_later(const check_request& check) = 0;
};

} // namespace postern::grpc
