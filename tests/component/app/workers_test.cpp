// The event loops behind a real listener: started, given another configuration, drained.
#include "workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <support/issuer.hpp>
#include <support/loopback.hpp>
#include <support/recording_logger.hpp>
#include <thread>

namespace postern::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

config::configuration usual(const std::string& prefix = "X-First-")
{
    config::configuration options;
    options.resolver.listener.listen = {{http::listen_address::kind::tcp, "127.0.0.1", 0, {}}};
    options.resolver.threads = 3;
    const auto issuer = postern::test::issuer();
    options.issuers = {{issuer.profile, {{}, {}, issuer.keys.current().keys->keys(), {}}}};
    options.endpoints = check::default_endpoints();
    options.identity.prefix = prefix;
    options.log.access = log::access::none;
    return options;
}

class Workers : public testing::Test
{
protected:
    void start()
    {
        std::string failed;
        ASSERT_TRUE(subject_.open(context_, failed)) << failed;
        subject_.start();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~Workers() override
    {
        context_.stop();
        if (thread_.joinable())
            thread_.join();
        slow_.stop();
    }
    postern::test::loopback connect() const
    {
        return postern::test::loopback::tcp(subject_.addresses().at(0).port);
    }
    static std::string check(postern::test::loopback& connection)
    {
        connection.send(
            "GET /authz/nginx HTTP/1.1\r\nHost: a\r\nX-Forwarded-Method: GET\r\nX-Forwarded-Uri: "
            "/\r\nX-Forwarded-Host: a\r\nX-Forwarded-Proto: http\r\n\r\n"
        );
        return connection.read_response();
    }

    storage kept_;
    crypto::thread_pool slow_{{1, 1}};
    postern::test::recording_logger lines_;
    metrics::registry counted_;
    boost::asio::io_context context_{1};
    issuers::service issuers_{counted_, lines_};
    workers subject_{usual(), issuers_, kept_, slow_, lines_, counted_};

private:
    std::thread thread_;
};

TEST_F(Workers, AnswerChecksOnEveryLoop)
{
    start();
    EXPECT_EQ(subject_.size(), 3U);
    for (std::size_t i = 0; i != 2 * subject_.size(); ++i) {
        auto connection = connect();
        EXPECT_THAT(check(connection), StartsWith("HTTP/1.1 401 "));
    }
}

// Open connections, too, and whichever thread makes the change.
TEST_F(Workers, AnswerUnderTheNewConfigurationOnceItIsInUse)
{
    start();
    std::vector<postern::test::loopback> connections;
    for (std::size_t i = 0; i != 2 * subject_.size(); ++i)
        connections.push_back(connect());
    for (auto& each : connections)
        EXPECT_THAT(check(each), StartsWith("HTTP/1.1 401 "));
    config::configuration fresh = usual();
    fresh.endpoints.clear();
    std::thread([&] { subject_.use(fresh); }).join();
    for (auto& each : connections)
        EXPECT_THAT(check(each), StartsWith("HTTP/1.1 404 "));
}

TEST_F(Workers, TakeConfigurationsWhileTheyAnswer)
{
    start();
    std::atomic<bool> done = false;
    std::thread reloading([&] {
        for (int i = 0; i != 50; ++i)
            subject_.use(usual());
        done = true;
    });
    while (!done) {
        auto connection = connect();
        EXPECT_THAT(check(connection), StartsWith("HTTP/1.1 401 "));
    }
    reloading.join();
}

TEST_F(Workers, CloseIdleConnectionsWhenTheyDrain)
{
    start();
    auto idle = connect();
    EXPECT_THAT(check(idle), StartsWith("HTTP/1.1 401 "));
    EXPECT_EQ(subject_.connections(), 1U);
    std::promise<void> drained;
    subject_.drain(60s, [&] { drained.set_value(); });
    EXPECT_EQ(drained.get_future().wait_for(20s), std::future_status::ready);
    EXPECT_TRUE(idle.is_closed());
    EXPECT_EQ(subject_.connections(), 0U);
}

TEST_F(Workers, CountARequestThatIsRefusedAsSuch)
{
    start();
    auto connection = connect();
    connection.send("nonsense\r\n\r\n");
    EXPECT_THAT(connection.read_response(), StartsWith("HTTP/1.1 400 "));
    EXPECT_THAT(counted_.text(), HasSubstr("postern_http_refused_total{reason="));
}

TEST_F(Workers, EndWithoutAStart) {}

TEST_F(Workers, NameTheAddressThatTheyCannotHave)
{
    start();
    config::configuration options = usual();
    options.resolver.listener.listen = subject_.addresses();
    workers second(options, issuers_, kept_, slow_, lines_, counted_);
    std::string failed;
    EXPECT_EQ(second.open(context_, failed).error(), boost::system::errc::address_in_use);
    EXPECT_EQ(failed, subject_.addresses().at(0).text());
}

} // namespace
} // namespace postern::app
