// Each call ends at its time limit, wherever the peer stops.
#include "client_fixture.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

namespace postern::http {
namespace {

using std::string;

const auto hang = [](tls_conversation& on) { on.wait_for_close(); };

tls_script drip(const string& before)
{
    return [before](tls_conversation& on) {
        on.send(before);
        for (;;) {
            on.send("x");
            std::this_thread::sleep_for(20ms);
        }
    };
}

class ClientTime : public Client
{
protected:
    ClientTime() { options.total = 150ms; }

    struct row
    {
        const char* name;
        tls_script script;
    };

    // Where a peer can stop.
    std::vector<row> all_stops() const
    {
        const string ok = "HTTP/1.1 200 OK\r\n";
        return {
            {"before accept", {}},
            {"before the handshake", hang},
            {"in the handshake",
             [](tls_conversation& on) {
                 on.send("\x16\x03\x03");
                 on.wait_for_close();
             }},
            {"after the handshake",
             [](tls_conversation& on) {
                 on.secure(*good);
                 on.wait_for_close();
             }},
            {"before the head", after_request(hang)},
            {"in the head", after_request([](tls_conversation& on) {
                 on.send("HTTP/1.1 2");
                 on.wait_for_close();
             })},
            {"after the head", after_request([ok](tls_conversation& on) {
                 on.send(ok + "\r\n");
                 on.wait_for_close();
             })},
            {"dripping handshakes", drip("\x16\x03\x03\x3f\xff")}, // a long record begins
            {"dripping heads", after_request(drip(ok + "A: "))},
            {"dripping bodies", after_request(drip(ok + "\r\n"))},
            {"dripping lengths", after_request(drip(ok + "Content-Length: 100000\r\n\r\n"))},
            {"interim heads", after_request([](tls_conversation& on) {
                 for (;;)
                     on.send("HTTP/1.1 103 Hints\r\n\r\n");
             })},
        };
    }
};

TEST_F(ClientTime, IsLimitedWhereverThePeerStops)
{
    for (const auto& [name, script] : all_stops()) {
        SCOPED_TRACE(name);
        const tls_peer peer(script);
        EXPECT_EQ(fetch(at(peer)).error(), client_errc::timed_out);
        EXPECT_GE(elapsed, 140ms);
        EXPECT_LT(elapsed, 600ms);
    }
}

TEST_F(ClientTime, IncludesTheResolver)
{
    test::set_names({{"slow.test", {"127.0.0.1"}}});
    boost::asio::io_context context{1};
    client_request what;
    what.to = {"https", "slow.test", 1, "/"};
    const auto begin = std::chrono::steady_clock::now();
    const auto answer = test::run_alone(context, client(options).send(what));
    EXPECT_EQ(answer.error(), client_errc::timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 500ms);
}

// The peer closes when the client does, so its script ends.
TEST_F(ClientTime, ADestroyedContextLeavesNothing)
{
    for (const auto& [name, script] : all_stops()) {
        SCOPED_TRACE(name);
        const tls_peer peer(script);
        boost::asio::io_context context{1};
        client_request what;
        what.to = at(peer);
        boost::asio::co_spawn(
            context, client(options).send(what),
            [](const std::exception_ptr&, const auto&) { FAIL(); }
        );
        context.run_for(30ms);
    }
}

TEST_F(ClientTime, ADestroyedContextWaitsForTheResolverAlone)
{
    test::set_names({{"slow.test", {"127.0.0.1"}}});
    boost::asio::io_context context{1};
    client_request what;
    what.to = {"https", "slow.test", 1, "/"};
    boost::asio::co_spawn(
        context, client(options).send(what), [](const std::exception_ptr&, const auto&) { FAIL(); }
    );
    context.run_for(30ms);
}

TEST_F(ClientTime, ACancelledCallEndsAtOnce)
{
    options.total = 20s;
    for (const auto& [name, script] : all_stops()) {
        SCOPED_TRACE(name);
        const tls_peer peer(script);
        boost::asio::io_context context{1};
        boost::asio::cancellation_signal signal;
        client_request what;
        what.to = at(peer);
        bool ended = false;
        boost::asio::co_spawn(
            context, client(options).send(what),
            boost::asio::bind_cancellation_slot(
                signal.slot(),
                [&](const std::exception_ptr& failed, const result<client_response>& answer) {
                    ended = failed != nullptr || answer.has_error();
                }
            )
        );
        context.run_for(30ms);
        signal.emit(boost::asio::cancellation_type::terminal);
        context.run_for(2s);
        EXPECT_TRUE(ended);
    }
}

} // namespace
} // namespace postern::http
