#include "asking.hpp"
#include "running_server.hpp"

#include <gtest/gtest.h>

#include <support/temporary_folder.hpp>

namespace postern::grpc {
namespace {

using namespace std::chrono_literals;
using ::grpc::StatusCode;

TEST(GrpcLimits, RefusesAMessageOverItsLimit)
{
    options limits;
    limits.message = 8 * 1024;
    running_server running(limits);
    const auto channel = running.connect();
    EXPECT_TRUE(ask(channel, request(std::string(8000, 'x'))).status.ok());
    EXPECT_EQ(
        ask(channel, request(std::string(9000, 'x'))).status.error_code(),
        StatusCode::RESOURCE_EXHAUSTED
    );
    EXPECT_TRUE(ask(channel, request("/now")).status.ok());
}

TEST(GrpcLimits, RefusesChecksOverItsLimit)
{
    options limits;
    limits.checks = 2;
    running_server running(limits);
    const auto channel = running.connect();
    std::vector<std::thread> asking;
    for (int n = 0; n != 2; ++n)
        asking.emplace_back([&] { EXPECT_TRUE(ask(channel, request("/slow")).status.ok()); });
    ASSERT_TRUE(soon([&] { return running.waiting() == 2; }));
    EXPECT_EQ(ask(channel, request("/now")).status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    running.open_all();
    for (std::thread& each : asking)
        each.join();
    EXPECT_TRUE(soon([&] { return running.listening->running() == 0; }));
    EXPECT_TRUE(ask(channel, request("/now")).status.ok());
}

// With checks that it has reset, a peer could take the places of all others.
TEST(GrpcLimits, RefusesChecksOverTheLimitOfAConnection)
{
    options limits;
    limits.connection_checks = 2;
    running_server running(limits);
    const auto greedy = running.connect();
    for (int n = 0; n != 2; ++n)
        EXPECT_FALSE(ask(greedy, request("/slow"), 50ms).status.ok());
    ASSERT_TRUE(soon([&] { return running.waiting() == 2; }));
    EXPECT_EQ(ask(greedy, request("/now")).status.error_code(), StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_TRUE(ask(running.connect(), request("/now")).status.ok());
    EXPECT_EQ(running.noted(), std::vector<std::string>{"too_many"});
    running.open_all();
    EXPECT_TRUE(soon([&] { return running.listening->running() == 0; }));
    EXPECT_TRUE(ask(greedy, request("/now")).status.ok());
}

// Connections to a unix socket have no address of their own.
TEST(GrpcLimits, DoesNotTakePeersOfAUnixSocketForOne)
{
    const test::temporary_folder folder;
    options limits;
    limits.connection_checks = 1;
    limits.listen = {{http::listen_address::kind::unix_socket, {}, 0, folder.path() / "g.sock"}};
    running_server running(limits);
    EXPECT_FALSE(ask(running.connect(), request("/slow"), 50ms).status.ok());
    ASSERT_TRUE(soon([&] { return running.waiting() == 1; }));
    EXPECT_TRUE(ask(running.connect(), request("/now")).status.ok());
    running.open_all();
}

} // namespace
} // namespace postern::grpc
