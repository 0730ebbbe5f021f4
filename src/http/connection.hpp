// One connection of a client: it reads requests and sends their responses in order.
//
// An idle connection has no buffer of its own: it waits until the socket is readable, and then
// reads into the buffer of its worker. Responses are sent at the end of a turn of the event loop,
// all those of one connection with one system call, because each call wakes the client.
#pragma once

#include <postern/base/error.hpp>
#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>
#include <postern/http/service.hpp>

#include "connection_limiter.hpp"
#include "framing.hpp"
#include "response_buffer.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace postern::http {

class worker_connections;
class connection;
using connection_ptr = boost::intrusive_ptr<connection>;

// Lives on its worker's thread. Pending operations and the coroutine own it: it is destroyed when
// none of them is left.
class connection final
    : public boost::intrusive_ref_counter<connection, boost::thread_unsafe_counter>,
      public boost::intrusive::list_base_hook<
          boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    using socket_type = boost::asio::basic_stream_socket<
        boost::asio::generic::stream_protocol, boost::asio::io_context::executor_type>;
    using time_point = std::chrono::steady_clock::time_point;

    connection(std::shared_ptr<worker_connections>, socket_type, connection_limiter::slot);

    void start();

    // Closes it if it is idle. Else it closes itself after the response to the current request.
    void drain();

    void close_if_late(time_point now);
    void close() noexcept;

private:
    enum class state
    {
        reading,
        answering, // the service's coroutine runs
        writing,   // responses are unsent: this turn has not ended, or the client does not read
        lingering, // the last response is sent; the rest of the input is read and discarded
        closed
    };

    void begin();
    void proceed(std::string_view received);
    void process(std::string_view received);
    bool may_answer() const noexcept;
    std::size_t answer_requests(std::string_view input);
    void answer(const framed_request&);
    void answer_waited(reply_ptr, const owned_request&);
    void add_response(reply_ptr, const head& request);
    void refuse(const error_code& reason);
    void keep_rest(std::string_view input, std::size_t processed);
    void start_waiting_answer();
    std::size_t send(std::string_view octets);
    owned_request::endpoint peer() const;
    void restart_deadline();
    void await_next();

    static boost::asio::awaitable<void>
    run(connection_ptr self, std::unique_ptr<owned_request> request);

    auto handler(void (connection::*step)());
    void await_input();
    void send_soon();
    void await_output();
    void on_readable();
    void on_writable();
    void close_gently();
    void discard(std::size_t octets);

    std::shared_ptr<worker_connections> worker_;
    socket_type socket_;
    connection_limiter::slot slot_;
    time_point deadline_;
    std::string input_; // octets of requests that are incomplete, or cannot be answered yet
    response_buffer responses_;
    framing_progress progress_;
    std::unique_ptr<owned_request> waiting_; // for answer_later, after the responses before it
    std::size_t discarded_ = 0;
    state state_ = state::reading;
    bool first_ = true;   // no request was answered yet
    bool last_ = false;   // no further request is read
    bool unread_ = false; // the client may have sent octets that are not read as requests
};

using connection_list =
    boost::intrusive::list<connection, boost::intrusive::constant_time_size<false>>;

} // namespace postern::http
