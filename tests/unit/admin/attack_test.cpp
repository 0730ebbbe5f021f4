// No answer holds the admin token or a value from the request: values may be credentials.
#include "service_caller.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::admin {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string marker = "MARKER-hunter2";

TEST(AdminAttack, NoAnswerHoldsACredential)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    const std::string bodies[] = {
        marker,
        "{\"endpoint\":\"" + marker + "\"}",
        "{\"endpoint\":\"/a\",\"method\":\"" + marker + " x\"}",
        "{\"endpoint\":\"/a\",\"x\":\"" + marker + "\"}",
        "{\"endpoint\":\"/a\",\"headers\":\"" + marker + "\"}",
        R"({"endpoint":"/a","headers":{"Cookie":["a","\n)" + marker + "\"]}}",
        R"({"endpoint":"/a","headers":{"Authorization":"Bearer )" + marker + "\"}}",
        R"({"endpoint":"/a","headers":{"Authorization":"Bearer )" + marker + "\"}",
        R"({"endpoint":"/a","headers":{"Authorization":{"Bearer":")" + marker + "\"}}}",
    };
    for (const auto& body : bodies) {
        SCOPED_TRACE(body);
        const auto reply = subject.call_with_token("POST /v1/explain", body);
        EXPECT_THAT(reply->octets(), Not(HasSubstr(marker)));
        EXPECT_THAT(reply->octets(), Not(HasSubstr(test::token)));
    }
    for (const std::string line : {"GET /livez", "GET /metrics", "GET /no", "PUT /metrics"}) {
        for (const std::string field : {"Authorization: Bearer ", "X-Api-Key: "}) {
            const auto reply = subject.call(line + "?key=" + marker, field + marker + "\r\n");
            EXPECT_THAT(reply->octets(), Not(HasSubstr(marker)));
        }
        EXPECT_THAT(subject.call_with_token(line)->octets(), Not(HasSubstr(test::token)));
    }
}

TEST(AdminAttack, NoMemberNameMakesALineOrALongAnswer)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    const std::string name(10000, 'n');
    const auto reply =
        subject.call_with_token("POST /v1/explain", "{\"" + name + "\":1,\"endpoint\":\"/a\"}");
    EXPECT_EQ(reply->status(), 400U);
    EXPECT_LT(reply->body().size(), 256U);
}

TEST(AdminAttack, DeepAndWideBodiesAreRefused)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    const std::string deep = R"({"endpoint":"/a","headers":)" + std::string(30000, '[');
    EXPECT_EQ(subject.call_with_token("POST /v1/explain", deep)->status(), 400U);
    std::string wide = R"({"endpoint":"/a","headers":{"X-0":"")";
    for (int i = 1; i < 2000; ++i)
        wide += ",\"X-" + std::to_string(i) + "\":\"\"";
    EXPECT_EQ(subject.call_with_token("POST /v1/explain", wide + "}}")->status(), 400U);
    EXPECT_TRUE(operations.explained.empty());
}

} // namespace
} // namespace postern::admin
