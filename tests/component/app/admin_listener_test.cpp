// The operators' listener on its own thread: what it delays, and how it ends.
#include <postern/admin/answer.hpp>
#include <postern/admin/service.hpp>

#include "admin_listener.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <support/loopback.hpp>
#include <support/recording_logger.hpp>

namespace postern::app {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

const http::listen_address any_port{http::listen_address::kind::tcp, "127.0.0.1", 0, {}};

class AdminListener : public testing::Test
{
protected:
    AdminListener()
    {
        std::string failed;
        EXPECT_TRUE(subject_.open(make_service(), {any_port}, failed)) << failed;
        subject_.start();
    }
    ~AdminListener() override { release(); }

    // The handler of /block waits until then.
    void release()
    {
        if (!released_.exchange(true))
            may_end_.count_down();
    }
    postern::test::loopback request(const std::string& path)
    {
        auto connection = postern::test::loopback::tcp(subject_.addresses().at(0).port);
        connection.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        return connection;
    }

    postern::test::recording_logger lines_;
    std::latch blocked_{1};

private:
    std::unique_ptr<http::service> make_service()
    {
        const auto block = [this](const admin::request&) {
            blocked_.count_down();
            may_end_.wait();
            return admin::answer(200, "text/plain", "late");
        };
        const auto name_thread = [](const admin::request&) { return http::plain_reply(204); };
        const admin::api_module routes{
            {"GET", "/block", {admin::right::anybody, admin::at_once(block)}},
            {"GET", "/quick", {admin::right::anybody, admin::at_once(name_thread)}}};
        return admin::make_service({{secret("a-token-for-tests"), {}}}, {routes});
    }

    std::latch may_end_{1};
    std::atomic<bool> released_ = false;

protected:
    admin_listener subject_{lines_};
};

TEST_F(AdminListener, RunsHandlersAndJobsOnItsOwnThread)
{
    std::promise<std::thread::id> job;
    subject_.post([&] { job.set_value(std::this_thread::get_id()); });
    EXPECT_NE(job.get_future().get(), std::this_thread::get_id());
    // The thread that makes the listener is not needed for an answer.
    EXPECT_THAT(request("/quick").read_response(), StartsWith("HTTP/1.1 204 "));
}

TEST_F(AdminListener, GoesOnAfterAJobThatThrows)
{
    subject_.post([] { throw std::runtime_error("no memory"); });
    EXPECT_THAT(request("/quick").read_response(), StartsWith("HTTP/1.1 204 "));
    EXPECT_EQ(lines_.text(), "admin.job_failed what=no memory\n");
}

TEST_F(AdminListener, AnswersTheRequestUnderWayBeforeItEnds)
{
    auto connection = request("/block");
    blocked_.wait();
    std::thread releasing([this] {
        std::this_thread::sleep_for(50ms);
        release();
    });
    EXPECT_TRUE(subject_.stop(10s));
    releasing.join();
    EXPECT_THAT(connection.read_response(), HasSubstr("late"));
}

TEST_F(AdminListener, SaysThatItsThreadIsStillBusy)
{
    auto connection = request("/block");
    blocked_.wait();
    const auto started = std::chrono::steady_clock::now();
    EXPECT_FALSE(subject_.stop(0ms));
    EXPECT_LT(std::chrono::steady_clock::now() - started, 5s);
}

TEST_F(AdminListener, EndsAtOnceWithIdleConnections)
{
    auto idle = request("/quick");
    EXPECT_THAT(idle.read_response(), StartsWith("HTTP/1.1 204 "));
    const auto started = std::chrono::steady_clock::now();
    EXPECT_TRUE(subject_.stop(60s));
    EXPECT_LT(std::chrono::steady_clock::now() - started, 10s);
    EXPECT_TRUE(idle.is_closed());
}

TEST(AdminListenerOpening, NamesTheAddressThatItCannotHave)
{
    postern::test::recording_logger lines;
    const auto service = [] {
        return admin::make_service({{secret("a-token-for-tests"), {}}}, {});
    };
    admin_listener first(lines), second(lines);
    std::string failed;
    ASSERT_TRUE(first.open(service(), {any_port}, failed));
    const auto taken = first.addresses().at(0);
    EXPECT_EQ(second.open(service(), {taken}, failed).error(), boost::system::errc::address_in_use);
    EXPECT_EQ(failed, taken.text());
}

} // namespace
} // namespace postern::app
