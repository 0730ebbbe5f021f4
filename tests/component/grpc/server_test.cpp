#include "asking.hpp"
#include "running_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <array>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <support/temporary_folder.hpp>
#include <sys/stat.h>

namespace postern::grpc {
namespace {

using namespace std::chrono_literals;
using ::grpc::StatusCode;

struct answer_row
{
    const char* path;
    StatusCode code;
    const char* body;
};

const answer_row answer_rows[] = {
    {"/now", StatusCode::OK, "/now"},
    {"/later", StatusCode::OK, "/later"},
    {"/throw", StatusCode::INTERNAL, ""},
    {"/throw-later", StatusCode::INTERNAL, ""},
};

TEST(GrpcServer, AnswersOnEachWorker)
{
    running_server running;
    const auto channel = running.connect();
    for (const answer_row& r : answer_rows)
        for (int turn = 0; turn != 4; ++turn) {
            const outcome got = ask(channel, request(r.path));
            EXPECT_EQ(got.status.error_code(), r.code) << r.path;
            EXPECT_EQ(got.body, r.body) << r.path;
        }
    EXPECT_EQ(running.noted(), std::vector<std::string>(8, "failed"));
    EXPECT_TRUE(soon([&] { return running.listening->running() == 0; }));
}

TEST(GrpcServer, RefusesChecksBeforeItsStart)
{
    running_server running({}, false);
    const auto channel = running.connect();
    EXPECT_EQ(ask(channel, request("/now")).status.error_code(), StatusCode::UNAVAILABLE);
    running.listening->start();
    EXPECT_TRUE(ask(channel, request("/now")).status.ok());
    EXPECT_EQ(running.noted(), std::vector<std::string>{"not_serving"});
}

// The check goes on, because it may fill a cache, but nobody waits for it.
TEST(GrpcServer, ForgetsACheckWhosePeerHasGone)
{
    running_server running;
    const auto channel = running.connect();
    EXPECT_EQ(
        ask(channel, request("/slow"), 50ms).status.error_code(), StatusCode::DEADLINE_EXCEEDED
    );
    EXPECT_TRUE(ask(channel, request("/now")).status.ok());
    running.open_all();
    EXPECT_TRUE(soon([&] { return running.listening->running() == 0; }));
}

// The library is done with the call before the worker knows that it has to wait for the answer.
TEST(GrpcServer, AnswersACheckWhosePeerGoesWhileItBegins)
{
    running_server running;
    const auto channel = running.connect();
    EXPECT_FALSE(ask(channel, request("/late"), 50ms).status.ok());
    EXPECT_TRUE(soon([&] { return running.waiting() == 1 && running.listening->running() == 0; }));
}

// grpc.health.v1: HealthCheckRequest{service = 1}, HealthCheckResponse{status = 1}, as octets.
std::string health_of(const std::shared_ptr<::grpc::Channel>& channel, const std::string& name)
{
    const std::string octets =
        name.empty() ? "" : std::string("\x0a") + static_cast<char>(name.size()) + name;
    const ::grpc::Slice sent(octets);
    const ::grpc::ByteBuffer asked(&sent, 1);
    ::grpc::ByteBuffer got;
    ::grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + 10s);
    const ::grpc::internal::RpcMethod method(
        "/grpc.health.v1.Health/Check", ::grpc::internal::RpcMethod::NORMAL_RPC
    );
    ::grpc::internal::BlockingUnaryCallImpl<::grpc::ByteBuffer, ::grpc::ByteBuffer>(
        channel.get(), method, &context, asked, &got
    );
    ::grpc::Slice received;
    return got.TrySingleSlice(&received).ok()
               ? std::string(reinterpret_cast<const char*>(received.begin()), received.size())
               : std::string();
}

TEST(GrpcServer, SaysWhetherItServes)
{
    const std::string serving("\x08\x01");
    const std::string not_serving("\x08\x02");
    running_server running;
    const auto channel = running.connect();
    for (const char* name : {"", "envoy.service.auth.v3.Authorization"}) {
        running.listening->set_serving(true);
        EXPECT_EQ(health_of(channel, name), serving) << name;
        running.listening->set_serving(false);
        EXPECT_EQ(health_of(channel, name), not_serving) << name;
    }
}

TEST(GrpcServer, DrainsWithTheChecksUnderWay)
{
    running_server running;
    const auto channel = running.connect();
    std::thread asking([&] { EXPECT_TRUE(ask(channel, request("/slow")).status.ok()); });
    ASSERT_TRUE(soon([&] { return running.waiting() == 1; }));
    std::atomic<bool> drained{false};
    running.listening->drain(10s, [&] { drained = true; });
    std::this_thread::sleep_for(50ms);
    EXPECT_FALSE(drained);
    running.open_all();
    asking.join();
    EXPECT_TRUE(soon([&] { return drained.load(); }));
    EXPECT_FALSE(ask(running.connect(), request("/now"), 100ms).status.ok());
}

TEST(GrpcServer, DrainsInItsTimeAlthoughACheckDoesNotEnd)
{
    running_server running;
    const auto channel = running.connect();
    std::thread asking([&] { EXPECT_FALSE(ask(channel, request("/slow")).status.ok()); });
    ASSERT_TRUE(soon([&] { return running.waiting() == 1; }));
    std::atomic<bool> drained{false};
    running.listening->drain(50ms, [&] { drained = true; });
    EXPECT_TRUE(soon([&] { return drained.load(); }));
    asking.join();
    running.open_all();
}

TEST(GrpcServer, EndsAlthoughAPeerWaits)
{
    std::thread asking;
    {
        running_server running;
        asking = std::thread([channel = running.connect()] {
            EXPECT_FALSE(ask(channel, request("/slow")).status.ok());
        });
        ASSERT_TRUE(soon([&] { return running.waiting() == 1; }));
        running.listening.reset();
        running.open_all();
    }
    asking.join();
}

// A peer that begins a call and never sends its message.
TEST(GrpcServer, ClosesAConnectionAtItsAge)
{
    options limits;
    limits.connection_age = 200ms;
    limits.last_checks = 100ms;
    running_server running(limits);
    asio::io_context context;
    asio::ip::tcp::socket peer(context);
    peer.connect({asio::ip::make_address("127.0.0.1"), running.listening->addresses().at(0).port});

    // The preface, SETTINGS, and HEADERS of a call (RFC 9113 sections 3.4, 6.5, 6.2).
    using namespace std::string_view_literals;
    constexpr std::string_view begun =
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        "\0\0\0\x04\0\0\0\0\0"
        "\x00\x00\x43\x01\x04\x00\x00\x00\x01\x20\x83\x86\x41\x85\xac\xe8\x49\x6c\xab\x44"
        "\x9f\x60\xb5\x77\x3f\xa5\xd0\x5b\x3b\x98\x85\x5c\x76\xa6\x75\xfb\xb2\xbc\x36\xa6"
        "\x73\xd8\x6f\x63\x49\x8f\x53\x17\xa7\x29\x3a\xff\x40\x82\x49\x7f\x86\x4d\x83\x35"
        "\x05\xb1\x1f\x5f\x8b\x1d\x75\xd0\x62\x0d\x26\x3d\x4c\x4d\x65\x64"
        ""sv;
    asio::write(peer, asio::buffer(begun));
    std::array<char, 1024> said{};
    boost::system::error_code ended;
    std::atomic<bool> closed{false};
    std::thread reading([&] {
        while (!ended)
            peer.read_some(asio::buffer(said), ended);
        closed = true;
    });
    EXPECT_TRUE(soon([&] { return closed.load(); }));
    boost::system::error_code gone;
    peer.shutdown(asio::ip::tcp::socket::shutdown_both, gone);
    reading.join();
}

TEST(GrpcServer, ListensOnAUnixSocketForItsGroup)
{
    const test::temporary_folder folder;
    options limits;
    limits.listen = {{http::listen_address::kind::unix_socket, {}, 0, folder.path() / "g.sock"}};
    {
        running_server running(limits);
        struct ::stat status
        {
        };
        ASSERT_EQ(::stat(limits.listen[0].path.c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0660U);
        EXPECT_TRUE(ask(running.connect(), request("/now")).status.ok());
        EXPECT_THROW(running_server{limits}, std::runtime_error);
        EXPECT_TRUE(ask(running.connect(), request("/now")).status.ok());
    }
    running_server again(limits);
    EXPECT_TRUE(ask(again.connect(), request("/now")).status.ok());
}

TEST(GrpcServer, SaysWhichAddressItCannotHave)
{
    running_server running;
    options limits;
    limits.listen = {
        {http::listen_address::kind::tcp, "127.0.0.1", 0, {}}, running.listening->addresses()[0]};
    try {
        const running_server second(limits);
        FAIL();
    } catch (const std::runtime_error& e) {
        EXPECT_EQ(e.what(), running.target() + ": Address already in use");
    }
}

} // namespace
} // namespace postern::grpc
