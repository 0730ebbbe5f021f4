// When connections end: late clients, the connection limit, a drain.
#include "running_server.hpp"

#include <gtest/gtest.h>

#include <sys/resource.h>

namespace postern::http {
namespace {

using namespace std::chrono_literals;
using std::string;

options hurried()
{
    options settings;
    settings.header_timeout = 200ms; // longer than a client needs to send its first octets
    return settings;
}

TEST(Sweep, ClosesAClientThatSendsNothing)
{
    running_server server(hurried());
    EXPECT_TRUE(server.connect().is_closed());
    EXPECT_TRUE(server.refused().empty());
    EXPECT_GT(server.swept(), 0);
}

// If each octet moved the deadline, the client could keep the connection for ever.
TEST(Sweep, ClosesAClientThatDripsItsHead)
{
    auto settings = hurried();
    settings.head.octets = 1 << 30; // so that the size does not end it
    running_server server(settings);
    auto client = server.connect();
    const auto drip = [&client] {
        client.send("GET / HTTP/1.1\r\nX: ");
        for (int i = 0; i < 50'000'000; ++i)
            client.send("x");
    };
    EXPECT_THROW(drip(), std::system_error);
    ASSERT_EQ(server.refused().size(), 1u);
    EXPECT_EQ(server.refused()[0], errc::timed_out);
}

TEST(Sweep, GivesALaterHeadItsOwnTime)
{
    options settings;
    settings.idle_timeout = 1h;
    settings.header_timeout = 200ms; // longer than a client needs to send its first octets
    running_server server(settings);
    auto client = server.connect();
    client.send(get_root);
    client.read_response();
    client.send("GET /");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(server.refused(), std::vector<error_code>{errc::timed_out});
}

TEST(Sweep, ClosesAnIdleConnection)
{
    options settings;
    settings.idle_timeout = 1ms;
    running_server server(settings);
    auto client = server.connect();
    client.send(get_root);
    EXPECT_EQ(body_of(client.read_response()), "GET /");
    EXPECT_TRUE(client.is_closed());
    EXPECT_TRUE(server.refused().empty());
}

TEST(Sweep, ClosesAClientThatDoesNotReadItsAnswer)
{
    running_server server(hurried());
    auto client = server.connect();
    string input;
    for (int i = 0; i < 100; ++i)
        input += get("/big");
    client.send(input);
    while (server.get().connections() == 0) // until it is accepted
        std::this_thread::yield();
    while (server.get().connections() > 0)
        std::this_thread::yield();
    EXPECT_LT(client.read_until_close().size(), 100u * 1024 * 1024);
}

TEST(Sweep, WaitsForAServiceAsLongAsItTakes)
{
    running_server server(hurried());
    auto client = server.connect();
    client.send(get("/blocked"));
    server.service().waiting.get_future().wait();
    const auto before = server.swept();
    while (server.swept() < before + 3)
        std::this_thread::yield();
    server.service().open = true;
    EXPECT_EQ(body_of(client.read_response()), "later /blocked []");
}

TEST(Sweep, EndsALingeringConnection)
{
    running_server server(hurried());
    auto client = server.connect();
    client.send("BAD\r\n\r\n");
    EXPECT_EQ(status_of(client.read_response()), "HTTP/1.1 400 Bad Request");
    while (server.get().connections() > 0)
        std::this_thread::yield();
}

TEST(ConnectionLimit, LetsTheNextOneWaitUntilThereIsRoom)
{
    options settings;
    settings.connections = 2;
    running_server server(settings, 2);
    auto first = std::make_unique<test::loopback>(server.connect());
    auto second = server.connect();
    for (auto* each : {first.get(), &second}) {
        each->send(get_root);
        EXPECT_EQ(body_of(each->read_response()), "GET /");
    }
    auto third = server.connect();
    third.send(get("/third"));
    second.send(get("/still-served"));
    EXPECT_EQ(body_of(second.read_response()), "GET /still-served");
    EXPECT_EQ(server.get().connections(), 2u);
    first.reset();
    EXPECT_EQ(body_of(third.read_response()), "GET /third");
}

TEST(ConnectionLimit, HoldsWhileClientsComeAndGo)
{
    options settings;
    settings.connections = 3;
    running_server server(settings, 2);
    std::vector<std::thread> clients;
    for (int i = 0; i < 8; ++i)
        clients.emplace_back([&server] {
            for (int n = 0; n < 50; ++n) {
                auto client = server.connect();
                client.send(get_root);
                EXPECT_EQ(body_of(client.read_response()), "GET /");
            }
        });
    for (auto& each : clients)
        each.join();
}

TEST(Acceptor, GoesOnAfterRunningOutOfDescriptors)
{
#ifdef __SANITIZE_ADDRESS__
    // The sanitizer of undefined behaviour, which comes with it here, looks at memory through a
    // pipe of its own and takes an object for a wild one if it gets none.
    GTEST_SKIP() << "needs descriptors that the sanitizer would take";
#endif
    running_server server;
    rlimit limit{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    auto client = server.connect();
    client.send(get_root);
    client.read_response();
    // The client's own descriptor is the last one that fits.
    const int probe = ::dup(client.fd());
    ::close(probe);
    const rlimit tight{static_cast<rlim_t>(probe + 1), limit.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    auto waiting = server.connect();
    waiting.send(get("/waiting"));
    client.send(get("/served"));
    EXPECT_EQ(body_of(client.read_response()), "GET /served");
    EXPECT_EQ(server.get().connections(), 1u);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    EXPECT_EQ(body_of(waiting.read_response()), "GET /waiting");
}

TEST(Server, GivesConnectionsToItsWorkersInTurn)
{
    running_server server({}, 2);
    std::vector<test::loopback> clients;
    for (int i = 0; i < 200; ++i)
        clients.push_back(server.connect());
    for (auto& each : clients) {
        each.send(get_root);
        EXPECT_EQ(body_of(each.read_response()), "GET /");
    }
    EXPECT_EQ(server.get().connections(), 200u);
    EXPECT_EQ(server.service(0).request_count, 100);
    EXPECT_EQ(server.service(1).request_count, 100);
}

TEST(Drain, ClosesIdleConnectionsAndAcceptsNoMore)
{
    running_server server({}, 2);
    auto idle = server.connect();
    idle.send(get_root);
    idle.read_response();
    auto silent = server.connect();
    auto drained = server.drain();
    EXPECT_TRUE(idle.is_closed());
    EXPECT_TRUE(silent.is_closed());
    drained.get();
    EXPECT_EQ(server.get().connections(), 0u);
    EXPECT_THROW(server.connect(), std::system_error);
}

TEST(Drain, WaitsForAnswersAndMarksThemAsTheLast)
{
    running_server server;
    auto client = server.connect();
    client.send(get("/blocked") + get("/not-any-more"));
    server.service().waiting.get_future().wait();
    auto drained = server.drain();
    server.wait_until_nothing_is_accepted();
    EXPECT_EQ(drained.wait_for(0s), std::future_status::timeout);
    server.service().open = true;
    const auto response = client.read_response();
    EXPECT_EQ(body_of(response), "later /blocked []");
    EXPECT_NE(response.find("\r\nConnection: close\r\n"), response.npos);
    EXPECT_TRUE(client.is_closed());
    drained.get();
}

TEST(Drain, LetsAHeadThatHasBegunArrive)
{
    running_server server;
    auto client = server.connect();
    client.send(get_root + "GET /begun HTTP/1.1\r\n");
    client.read_response();
    auto drained = server.drain();
    server.wait_until_nothing_is_accepted();
    client.send("Host: a\r\n\r\n");
    EXPECT_EQ(body_of(client.read_until_close()), "GET /begun");
    drained.get();
}

TEST(Drain, CutsTheRestOffAtItsLimit)
{
    running_server server;
    auto client = server.connect();
    client.send(get_root + "GET /begun");
    client.read_response();
    server.drain(1ms).get();
    EXPECT_TRUE(client.is_closed());
}

TEST(Drain, IsDoneAtOnceWithoutConnections)
{
    running_server server;
    server.drain().get();
}

} // namespace
} // namespace postern::http
