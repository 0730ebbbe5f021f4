#include <postern/admin/answer.hpp>

#include "service_caller.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace postern::admin {
namespace {

using test::header_of;
namespace json = boost::json;

class Service : public testing::Test
{
protected:
    test::fake_operations operations;
    test::service_caller subject{operations};
};

json::value body_of(const http::reply& reply)
{
    return json::parse(reply.body());
}

TEST_F(Service, AnswersLivezWithoutAToken)
{
    const auto reply = subject.call("GET /livez");
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(reply->body(), "ok");
    EXPECT_EQ(header_of(*reply, "Content-Type"), "text/plain");
}

TEST_F(Service, AnswersReadyzWithoutAToken)
{
    const auto reply = subject.call("GET /readyz?verbose");
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(reply->body(), R"({"ready":true,"reasons":[]})");
}

TEST_F(Service, SaysWhyItIsNotReady)
{
    operations.readiness = {false, {"issuer main has no key", "second \"reason\""}};
    const auto reply = subject.call("GET /readyz");
    EXPECT_EQ(reply->status(), 503U);
    EXPECT_EQ(header_of(*reply, "Content-Type"), "application/json");
    EXPECT_EQ(
        reply->body(), R"({"ready":false,"reasons":["issuer main has no key","second \"reason\""]})"
    );
}

TEST_F(Service, AnswersMetricsWithTheToken)
{
    const auto reply = subject.call_with_token("GET /metrics");
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(header_of(*reply, "Content-Type"), "text/plain; version=0.0.4");
    EXPECT_EQ(reply->body(), "postern_build_info{version=\"1\"} 1\n");
}

TEST_F(Service, AnswersHeadWhereItAnswersGet)
{
    EXPECT_EQ(subject.call("HEAD /livez")->status(), 200U);
    EXPECT_EQ(subject.call("HEAD /readyz")->status(), 200U);
    EXPECT_EQ(subject.call("HEAD /metrics")->status(), 401U);
    EXPECT_EQ(subject.call_with_token("HEAD /metrics")->status(), 200U);
}

TEST_F(Service, Explains)
{
    operations.explanation = {
        .status = 401,
        .outcome = "none",
        .reason = "",
        .headers = {{"WWW-Authenticate", "Bearer realm=\"postern\""}},
        .steps = {{"endpoint", "/authz/nginx"}}};
    const auto reply = subject.call_with_token(
        "POST /v1/explain", R"({"endpoint":"/authz/nginx","headers":{"Cookie":["a=1","b=2"]}})"
    );
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(header_of(*reply, "Content-Type"), "application/json");
    EXPECT_EQ(body_of(*reply).at("outcome"), "none");
    ASSERT_EQ(operations.explained.size(), 1U);
    EXPECT_EQ(operations.explained[0].endpoint, "/authz/nginx");
    EXPECT_EQ(operations.explained[0].headers.size(), 2U);
}

TEST_F(Service, ReloadsAndSaysSo)
{
    const auto reply = subject.call_with_token("POST /v1/reload");
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(reply->body(), R"({"reloaded":true})");
    EXPECT_EQ(operations.reloads, 1);
}

TEST_F(Service, SaysWhyItDidNotReload)
{
    operations.reloaded = {false, {"postern.yaml:3:5: issuers: unknown key", "another"}};
    const auto reply = subject.call_with_token("POST /v1/reload");
    EXPECT_EQ(reply->status(), 422U);
    EXPECT_EQ(
        body_of(*reply), (json::value{
                             {"type", "about:blank"},
                             {"title", "Unprocessable Entity"},
                             {"status", 422},
                             {"detail", "the configuration in force was kept"},
                             {"problems", {"postern.yaml:3:5: issuers: unknown key", "another"}}})
    );
}

TEST_F(Service, RefusesWithProblems)
{
    struct row
    {
        std::string line;
        std::string body;
        unsigned status;
        std::string title, detail, allow;
    };
    const std::string absent = "(absent)", wrong_method = "not with this method";
    const row rows[] = {
        {"GET /", "", 404, "Not Found", "nothing has this path", absent},
        {"GET /livez/", "", 404, "Not Found", "nothing has this path", absent},
        {"POST /metrics", "", 405, "Method Not Allowed", wrong_method, "GET, HEAD"},
        {"GET /v1/explain", "", 405, "Method Not Allowed", wrong_method, "POST"},
        {"HEAD /v1/reload", "", 405, "Method Not Allowed", wrong_method, "POST"},
        {"post /v1/reload", "", 405, "Method Not Allowed", wrong_method, "POST"},
        {"POST /v1/explain", "{}", 400, "Bad Request", "endpoint: missing member", absent},
        {"POST /v1/explain", R"({"endpoint":"/a","path":""})", 400, "Bad Request",
         "path: unknown member", absent},
    };
    for (const auto& [line, body, status, title, detail, allow] : rows) {
        SCOPED_TRACE(line);
        const auto reply = subject.call_with_token(line, body);
        EXPECT_EQ(reply->status(), status);
        EXPECT_EQ(header_of(*reply, "Content-Type"), "application/problem+json");
        EXPECT_EQ(header_of(*reply, "Allow"), allow);
        EXPECT_EQ(
            body_of(*reply),
            (json::value{
                {"type", "about:blank"}, {"title", title}, {"status", status}, {"detail", detail}})
        );
    }
    EXPECT_EQ(subject.call("POST /livez")->status(), 405U);
    EXPECT_TRUE(operations.explained.empty());
    EXPECT_EQ(operations.reloads, 0);
}

TEST(Routes, PassTheirParametersDecodedAndInOrder)
{
    const auto join = [](const request& from) {
        std::string all;
        for (const std::string& each : from.parameters)
            all += each + '|';
        return answer(200, "text/plain", all + std::string(from.query));
    };
    test::service_caller caller(
        {{secret(test::token), {right::everything}}},
        {{{"GET", "/v1/projects/{project}/keys/{key}", {right::keys, at_once(join)}}}}
    );
    const auto call = [&](const std::string& target) {
        return caller.call_with_token("GET /v1/projects/" + target);
    };
    EXPECT_EQ(call("acme/keys/k%2F1?a=%20")->body(), "acme|k/1|a=%20");
    EXPECT_EQ(call("acme/keys/k?")->body(), "acme|k|");
    EXPECT_EQ(call("%/keys/k")->status(), 400U);
    EXPECT_EQ(call("acme/keys/%zz")->status(), 400U);
    EXPECT_EQ(call("acme/keys/")->status(), 404U);
    EXPECT_EQ(call("acme/other/k")->status(), 404U);
}

TEST(Routes, AreRefusedTwice)
{
    const api_module one = reload_module([] { return reload_outcome{true, {}}; });
    const std::vector<token_grant> grants{{secret(test::token), {right::everything}}};
    EXPECT_NO_THROW(make_service(grants, {one}));
    EXPECT_THROW(make_service(grants, {one, one}), std::logic_error);
}

TEST_F(Service, ForbidsToStoreAnAnswer)
{
    for (const std::string line :
         {"GET /livez", "GET /readyz", "GET /metrics", "GET /nothing", "POST /v1/explain",
          "POST /v1/reload"}) {
        SCOPED_TRACE(line);
        EXPECT_EQ(header_of(*subject.call(line), "Cache-Control"), "no-store");
        EXPECT_EQ(header_of(*subject.call_with_token(line), "Cache-Control"), "no-store");
    }
}

} // namespace
} // namespace postern::admin
