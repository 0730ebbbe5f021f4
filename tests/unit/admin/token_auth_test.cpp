// Which requests the operators' API accepts, and what the answers to the others tell.
#include "service_caller.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace postern::admin {
namespace {

struct row
{
    std::string name;
    std::string fields;
    bool accepted;
};

const std::string t = test::token;

const row rows[] = {
    {"Bearer", "Authorization: Bearer " + t + "\r\n", true},
    {"scheme in capitals", "Authorization: BEARER " + t + "\r\n", true},
    {"scheme in small letters", "authorization: bearer " + t + "\r\n", true},
    {"two spaces", "Authorization: Bearer  " + t + "\r\n", true},
    {"key", "X-Api-Key: " + t + "\r\n", true},
    {"key in small letters", "x-api-key: " + t + "\r\n", true},

    {"nothing", "", false},
    {"empty authorization", "Authorization:\r\n", false},
    {"empty key", "X-Api-Key:\r\n", false},
    {"scheme alone", "Authorization: Bearer\r\n", false},
    {"token alone", "Authorization: " + t + "\r\n", false},
    {"no space", "Authorization: Bearer" + t + "\r\n", false},
    {"tab", "Authorization: Bearer\t" + t + "\r\n", false},
    {"basic", "Authorization: Basic " + t + "\r\n", false},
    {"start of the token", "Authorization: Bearer " + t.substr(0, t.size() - 1) + "\r\n", false},
    {"end of the token", "Authorization: Bearer " + t.substr(1) + "\r\n", false},
    {"more than the token", "Authorization: Bearer " + t + "x\r\n", false},
    {"token twice", "Authorization: Bearer " + t + " " + t + "\r\n", false},
    {"token quoted", "Authorization: Bearer \"" + t + "\"\r\n", false},
    {"token in capitals", "Authorization: Bearer A-TOKEN-FOR-TESTS\r\n", false},
    {"scheme in the key", "X-Api-Key: Bearer " + t + "\r\n", false},
    {"two right lines", "Authorization: Bearer " + t + "\r\nAuthorization: Bearer " + t + "\r\n",
     false},
    {"right line, then wrong", "Authorization: Bearer " + t + "\r\nAuthorization: Bearer x\r\n",
     false},
    {"wrong line, then right", "Authorization: Bearer x\r\nAuthorization: Bearer " + t + "\r\n",
     false},
    {"two keys", "X-Api-Key: " + t + "\r\nX-Api-Key: " + t + "\r\n", false},
    {"line and key", "Authorization: Bearer " + t + "\r\nX-Api-Key: " + t + "\r\n", false},
    {"wrong line and right key", "Authorization: Basic eA==\r\nX-Api-Key: " + t + "\r\n", false},
    {"another header", "X-Api-Token: " + t + "\r\n", false},
    {"cookie", "Cookie: token=" + t + "\r\n", false},
};

TEST(TokenAuth, AcceptsTheTokenAlone)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    for (const auto& [name, fields, accepted] : rows) {
        SCOPED_TRACE(name);
        const auto reply = subject.call("GET /metrics", fields);
        EXPECT_EQ(reply->status(), accepted ? 200U : 401U);
        EXPECT_EQ(
            test::header_of(*reply, "WWW-Authenticate"),
            accepted ? "(absent)" : "Bearer realm=\"postern\""
        );
    }
}

TEST(TokenAuth, HidesWhichPathsExistFromCallersWithoutTheToken)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    const auto known = subject.call("GET /metrics");
    for (const std::string line :
         {"GET /", "GET /nothing", "DELETE /metrics", "POST /v1/explain", "POST /v1/reload",
          "GET /v1/reload", "GET /livez/", "GET /LIVEZ", "GET /livez%00", "BREW /v1",
          "OPTIONS /"}) {
        SCOPED_TRACE(line);
        EXPECT_EQ(subject.call(line)->octets(), known->octets());
    }
    EXPECT_EQ(operations.reloads, 0);
}

TEST(TokenAuth, RefusesEveryTokenOneBitAway)
{
    test::fake_operations operations;
    test::service_caller subject(operations);
    for (std::size_t i = 0; i < t.size(); ++i) {
        for (unsigned bit = 0; bit < 7; ++bit) {
            auto flipped = t;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            if (flipped[i] <= ' ' || flipped[i] == 0x7f)
                continue; // no request could carry it
            EXPECT_EQ(
                subject.call("GET /metrics", "X-Api-Key: " + flipped + "\r\n")->status(), 401U
            );
        }
    }
}

TEST(TokenAuth, NeedsAToken)
{
    EXPECT_THROW(make_service({}, {}), std::logic_error);
    EXPECT_THROW(make_service({{secret(), {right::everything}}}, {}), std::logic_error);
}

const handler empty_answer = at_once([](const request&) { return http::plain_reply(204); });

const api_module one_route_of_each_right{
    {"GET", "/anybody", {right::anybody, empty_answer}},
    {"GET", "/read", {right::read, empty_answer}},
    {"GET", "/sessions", {right::sessions, empty_answer}},
    {"GET", "/revocations", {right::revocations, empty_answer}},
    {"GET", "/keys", {right::keys, empty_answer}},
    {"GET", "/everything", {right::everything, empty_answer}},
};

struct rights_row
{
    std::vector<right> may;
    std::vector<std::string> allowed; // the other paths are 403
};

TEST(TokenAuth, AllowsTheRightsOfTheTokenAlone)
{
    const rights_row table[] = {
        {{right::read}, {"/anybody", "/read"}},
        {{right::sessions}, {"/anybody", "/sessions"}},
        {{right::revocations}, {"/anybody", "/revocations"}},
        {{right::keys, right::read}, {"/anybody", "/keys", "/read"}},
        {{right::everything},
         {"/anybody", "/read", "/sessions", "/revocations", "/keys", "/everything"}},
    };
    const std::string other = "another-token-for-tests";
    for (const auto& [may, allowed] : table) {
        test::service_caller subject(
            {{secret(t), may}, {secret(other), {right::everything}}}, {one_route_of_each_right}
        );
        for (const route& each : one_route_of_each_right) {
            const std::string path(each.path);
            SCOPED_TRACE(path);
            const bool is_allowed = std::ranges::find(allowed, path) != allowed.end();
            EXPECT_EQ(subject.call_with_token("GET " + path)->status(), is_allowed ? 204U : 403U);
            EXPECT_EQ(subject.call("GET " + path, "X-Api-Key: " + other + "\r\n")->status(), 204U);
            EXPECT_EQ(subject.call("GET " + path)->status(), path == "/anybody" ? 204U : 401U);
        }
    }
}

// The path is open for one method, and another method needs a right.
TEST(TokenAuth, ChecksTheRightOfTheRouteNotOfThePath)
{
    test::service_caller subject(
        {{secret(t), {right::read}}}, {{{"GET", "/a", {right::anybody, empty_answer}},
                                        {"PUT", "/a", {right::keys, empty_answer}}}}
    );
    EXPECT_EQ(subject.call("GET /a")->status(), 204U);
    EXPECT_EQ(subject.call("PUT /a")->status(), 401U);
    EXPECT_EQ(subject.call_with_token("PUT /a")->status(), 403U);
}

} // namespace
} // namespace postern::admin
