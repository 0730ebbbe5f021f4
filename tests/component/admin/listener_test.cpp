// The operators' API behind a real listener, with bodies up to 64 KiB.
#include <postern/admin/explain.hpp>
#include <postern/admin/health.hpp>
#include <postern/admin/reload.hpp>
#include <postern/admin/service.hpp>
#include <postern/http/server.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace postern::admin {
namespace {

namespace asio = boost::asio;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string token = "a-token-for-tests";
const std::string authorized = "Host: a\r\nAuthorization: Bearer " + token + "\r\n";
constexpr std::size_t body_limit = 64 * 1024;

class Listener : public testing::Test
{
protected:
    Listener()
    {
        http::options options;
        options.listen = {{http::listen_address::kind::tcp, "127.0.0.1", 0, {}}};
        options.body = body_limit;
        std::string failed;
        server_ =
            http::server::open(options, context_, {{context_, *service_, {}}}, failed).value();
        server_->start();
        thread_ = std::thread([this] { context_.run(); });
    }

    ~Listener() override
    {
        context_.stop();
        thread_.join();
    }

    // Returns everything that the listener sends until it closes the connection.
    std::string exchange(const std::string& octets)
    {
        asio::io_context mine;
        asio::ip::tcp::socket socket(mine);
        socket.connect({asio::ip::make_address("127.0.0.1"), server_->addresses().at(0).port});
        boost::system::error_code
            ec; // ignored: the listener may close before it has read everything
        asio::write(socket, asio::buffer(octets), ec);
        std::string answer;
        asio::read(socket, asio::dynamic_buffer(answer), ec);
        return answer;
    }

    // One request, after which the connection closes.
    std::string
    call(const std::string& line, const std::string& fields, const std::string& body = {})
    {
        const auto length =
            body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
        return exchange(
            line + " HTTP/1.1\r\n" + fields + length + "Connection: close\r\n\r\n" + body
        );
    }

    std::atomic<int> explained_ = 0;
    std::atomic<int> reloads_ = 0;

private:
    std::vector<api_module> make_modules()
    {
        return {
            health_module(
                [] {
                    return readiness{true, {}};
                },
                [] { return std::string("postern_tripwire_total 0\n"); }
            ),
            explain_module([this](const check::explain_request& request) {
                ++explained_;
                return check::explanation{200, "valid", request.endpoint, {}, {}};
            }),
            reload_module([this] {
                ++reloads_;
                return reload_outcome{true, {}};
            })};
    }

    asio::io_context context_{1};
    std::unique_ptr<http::service> service_ =
        make_service({{secret(token), {right::everything}}}, make_modules());
    std::unique_ptr<http::server> server_;
    std::thread thread_;
};

TEST_F(Listener, AnswersHealthToEverybody)
{
    EXPECT_THAT(call("GET /livez", "Host: a\r\n"), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(call("GET /livez", "Host: a\r\n"), EndsWith("\r\n\r\nok"));
    EXPECT_THAT(call("GET /readyz", "Host: a\r\n"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(Listener, AnswersHeadWithoutBody)
{
    const auto answer = call("HEAD /metrics", authorized);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("Content-Length: 25\r\n"));
    EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST_F(Listener, ReadsTheBodyOfARequestToExplain)
{
    const auto answer = call("POST /v1/explain", authorized, R"({"endpoint":"/authz/nginx"})");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(answer, HasSubstr("/authz/nginx"));
    EXPECT_EQ(explained_, 1);
}

TEST_F(Listener, ReadsABodyAtItsLimitAndRefusesMore)
{
    std::string body = R"({"endpoint":"/a"})";
    body.resize(body_limit, ' ');
    EXPECT_THAT(call("POST /v1/explain", authorized, body), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(call("POST /v1/explain", authorized, body + " "), StartsWith("HTTP/1.1 413 "));
    EXPECT_EQ(explained_, 1);
}

TEST_F(Listener, RefusesAChunkedBody)
{
    EXPECT_THAT(
        call("POST /v1/explain", authorized + "Transfer-Encoding: chunked\r\n"),
        StartsWith("HTTP/1.1 411 ")
    );
}

TEST_F(Listener, AnswersUnreadableRequestsWithProblemDetails)
{
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::pair<std::string, const char*> rows[] = {
        {call("POST /v1/explain", authorized + chunked), R"("status":411)"},
        {call("POST /v1/explain", authorized, std::string(body_limit + 1, ' ')), R"("status":413)"},
        {call("GET /livez", "Host: a\r\nBad Name: x\r\n"), R"("status":400)"},
        {call("GET /livez", "Host: a\r\nA: " + std::string(70'000, 'a') + "\r\n"),
         R"("status":431)"},
    };
    for (const auto& [answer, status] : rows) {
        EXPECT_THAT(answer, HasSubstr("Content-Type: application/problem+json\r\n"));
        EXPECT_THAT(answer, HasSubstr(status));
    }
}

TEST_F(Listener, ReloadsWithoutABody)
{
    EXPECT_THAT(call("POST /v1/reload", authorized), EndsWith(R"({"reloaded":true})"));
    EXPECT_EQ(reloads_, 1);
}

TEST_F(Listener, DoesNothingWithoutTheToken)
{
    EXPECT_THAT(call("POST /v1/reload", "Host: a\r\n"), StartsWith("HTTP/1.1 401 "));
    EXPECT_THAT(
        call("POST /v1/explain", "Host: a\r\n", R"({"endpoint":"/a"})"), StartsWith("HTTP/1.1 401 ")
    );
    EXPECT_EQ(reloads_, 0);
    EXPECT_EQ(explained_, 0);
}

TEST_F(Listener, AnswersPipelinedRequestsInOrder)
{
    const auto answer = exchange(
        "GET /livez HTTP/1.1\r\nHost: a\r\n\r\nPOST /v1/reload HTTP/1.1\r\n" + authorized +
        "\r\nGET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    );
    const auto live = answer.find("\r\n\r\nok"), reloaded = answer.find(R"({"reloaded":true})"),
               refused = answer.find("HTTP/1.1 401 ");
    EXPECT_LT(live, reloaded);
    EXPECT_LT(reloaded, refused);
    EXPECT_LT(refused, answer.size());
    EXPECT_THAT(answer, Not(HasSubstr(token)));
}

} // namespace
} // namespace postern::admin
