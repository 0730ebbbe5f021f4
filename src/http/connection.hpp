// One client's connection: octets in, answers out, in order.
//
// It waits for the socket without a buffer of its own, reads into its worker's, and sends the
// reply's own octets. The answers of one turn of the event loop are sent together at its end: a
// client that sleeps is woken once for all of them, which is what a short answer mostly costs.
#pragma once

#include <postern/base/error.hpp>
#include <postern/http/head.hpp>
#include <postern/http/reply.hpp>
#include <postern/http/service.hpp>

#include "framing.hpp"
#include "gate.hpp"
#include "outbox.hpp"

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

class share;
class connection;
using connection_ptr = boost::intrusive_ptr<connection>;

// Lives on its worker's thread, as long as an operation or a coroutine of its own is under way.
class connection final
    : public boost::intrusive_ref_counter<connection, boost::thread_unsafe_counter>,
      public boost::intrusive::list_base_hook<
          boost::intrusive::link_mode<boost::intrusive::auto_unlink>>
{
public:
    using socket_type = boost::asio::basic_stream_socket<
        boost::asio::generic::stream_protocol, boost::asio::io_context::executor_type>;
    using time_point = std::chrono::steady_clock::time_point;

    connection(std::shared_ptr<share>, socket_type, gate::ticket);

    void start();

    // Closes it if it is idle; else it closes itself after the answers it owes.
    void drain();

    void close_if_late(time_point now);
    void close() noexcept;

private:
    enum class state
    {
        reading,
        answering, // a service's coroutine is under way
        writing,   // answers are to be sent, or the client does not take them
        lingering, // everything is said; the rest of the input is thrown away
        closed
    };

    // Everything in the input that can be answered, then what to wait for.
    void proceed(std::string_view fresh);
    void take_turn(std::string_view fresh);
    bool may_answer() const noexcept;
    std::size_t answer_requests(std::string_view input);
    void answer(const framed_request&);
    void add_answer(reply_ptr, const head& asked);
    void refuse(const error_code& reason);
    void keep(std::string_view input, std::size_t done);
    void ask();
    std::size_t send(std::string_view octets);
    owned_request::endpoint peer() const;
    void begin_time();
    void wait_for_what_is_next();

    static boost::asio::awaitable<void>
    run(connection_ptr self, std::unique_ptr<owned_request> request);

    void begin();
    void answer_waited(reply_ptr, const owned_request&);
    auto guarded(void (connection::*turn)());
    void await_input();
    void send_soon();
    void await_output();
    void on_readable();
    void on_writable();
    void finish();
    void discard(std::size_t octets);

    std::shared_ptr<share> share_;
    socket_type socket_;
    gate::ticket ticket_;
    time_point deadline_;
    std::string input_; // of a request that is not complete, or may not be answered yet
    outbox out_;
    framing_progress progress_;
    std::unique_ptr<owned_request>
        later_; // to be put to answer_later when those before it are answered
    std::size_t discarded_ = 0;
    state state_ = state::reading;
    bool first_ = true;   // nothing was answered yet
    bool last_ = false;   // no further request is read
    bool unread_ = false; // input may arrive that nobody reads
};

using connection_list =
    boost::intrusive::list<connection, boost::intrusive::constant_time_size<false>>;

} // namespace postern::http
