#include <postern/check/render_check_response.hpp>
#include <postern/codec/ascii.hpp>

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <vector>

namespace postern::check {
namespace {

namespace api = envoy::service::auth::v3;

const dialect::dialect& envoy()
{
    return *dialect::find_dialect("envoy");
}

answer allowed()
{
    answer made;
    made.status = 200;
    made.identity = {
        {"X-Authgear-User-Id", "alice"}, {"X-Authgear-User-Roles", {}}, {"Remote-User", {}}};
    return made;
}

std::map<std::string, std::string>
headers_of(const google::protobuf::RepeatedPtrField<api::HeaderValueOption>& list)
{
    std::map<std::string, std::string> made;
    for (const auto& each : list)
        made[each.header().key()] += each.header().value();
    return made;
}

using header_map = std::map<std::string, std::string>;

TEST(RenderCheckResponse, SetsTheIdentityAndRemovesTheRest)
{
    const auto made = render_check_response(envoy(), allowed());
    EXPECT_EQ(made.status().code(), 0);
    EXPECT_EQ(
        headers_of(made.ok_response().headers()), (header_map{{"x-authgear-user-id", "alice"}})
    );
    ASSERT_EQ(made.ok_response().headers_to_remove_size(), 2);
    EXPECT_EQ(made.ok_response().headers_to_remove(0), "x-authgear-user-roles");
    EXPECT_EQ(made.ok_response().headers_to_remove(1), "remote-user");
}

TEST(RenderCheckResponse, HandsTheIdentityToEnvoyInOneMember)
{
    const auto made = render_check_response(envoy(), allowed());
    const auto& members = made.dynamic_metadata().fields();
    ASSERT_EQ(members.size(), 1U);
    const auto& who = members.at("postern").struct_value().fields();
    ASSERT_EQ(who.size(), 1U);
    EXPECT_EQ(who.at("x-authgear-user-id").string_value(), "alice");
}

struct denial_row
{
    const char* name;
    void (*decide)(answer&);
    int status;
    int code;
    header_map headers;
    const char* body = "";
};

constexpr const char* json_body = R"({"error":"no_entry"})";

const denial_row denial_rows[] = {
    {"nothing was decided", [](answer&) {}, 503, 14, {{"retry-after", "1"}}},
    {"without a credential",
     [](answer& a) { a.status = 401, a.error = "no_entry", a.challenge = "Bearer"; },
     401,
     16,
     {{"www-authenticate", "Bearer"}, {"content-type", "application/json"}},
     json_body},
    {"to the login page",
     [](answer& a) { a.status = 302, a.error = "no_entry", a.login_url = "https://a.test/?rd=b"; },
     302,
     16,
     {{"location", "https://a.test/?rd=b"}, {"content-type", "application/json"}},
     json_body},
    {"forbidden",
     [](answer& a) { a.status = 403, a.error = "no_entry", a.reason = "role_missing"; },
     403,
     7,
     {{"content-type", "application/json"}, {"x-postern-reason", "role_missing"}},
     json_body},
    {"a wrong configuration", [](answer& a) { a.status = 400; }, 400, 3, {}},
    {"a status that would let pass", [](answer& a) { a.status = 204; }, 503, 14, {}},
    {"no status", [](answer& a) { a.status = 0; }, 503, 14, {}},
};

TEST(RenderCheckResponse, Denies)
{
    for (const denial_row& r : denial_rows) {
        SCOPED_TRACE(r.name);
        answer denied;
        r.decide(denied);
        const auto made = render_check_response(envoy(), denied);
        header_map expected = r.headers;
        expected["cache-control"] = "no-store";
        EXPECT_EQ(made.status().code(), r.code);
        EXPECT_EQ(made.denied_response().status().code(), r.status);
        EXPECT_EQ(headers_of(made.denied_response().headers()), expected);
        EXPECT_EQ(made.denied_response().body(), r.body);
        EXPECT_FALSE(made.has_dynamic_metadata());
    }
}

// A text of octets that matter, from nothing to a few.
std::string random_text(std::mt19937& random)
{
    constexpr std::string_view octets("a:\r\n\0 \t%\xff\x7f,\"", 13);
    std::string made;
    for (std::size_t length = random() % 5; length != 0; --length)
        made += octets[random() % octets.size()];
    return made;
}

answer random_answer(std::mt19937& random)
{
    constexpr unsigned statuses[] = {0,   100, 200, 200, 200, 204, 299,
                                     302, 400, 401, 403, 500, 503, 70000};
    static const std::string names[] = {"X-A", "X_b", "", "x y", "x\r\ny", ":path", "Remote-User"};
    answer made;
    made.status = statuses[random() % std::size(statuses)];
    made.challenge = random_text(random);
    made.login_url = random_text(random);
    made.reason = random_text(random);
    made.cleared_cookie = random_text(random);
    for (std::size_t count = random() % 4; count != 0; --count) {
        std::optional<std::string> value;
        if (random() % 3 != 0)
            value = random_text(random);
        made.identity.push_back({names[random() % std::size(names)], value});
    }
    return made;
}

// The rules by which an Envoy lets a request pass, or takes a header, against our intention.
void expect_safe(const grpc::check_response& made)
{
    const bool allows = made.status().code() == 0;
    ASSERT_TRUE(made.has_status());
    ASSERT_GT(made.ByteSizeLong(), 0U);
    ASSERT_EQ(allows, made.has_ok_response());
    ASSERT_NE(allows, made.has_denied_response());
    const int denied = made.denied_response().status().code();
    ASSERT_TRUE(allows || (denied >= 300 && denied < 600));
    for (const auto* list : {&made.ok_response().headers(), &made.denied_response().headers()})
        for (const auto& each : *list) {
            ASSERT_EQ(each.append_action(), api::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
            ASSERT_TRUE(codec::is_token(each.header().key()));
            ASSERT_FALSE(codec::has_control_character(each.header().value()));
        }
    for (const auto& each : made.ok_response().headers_to_remove())
        ASSERT_TRUE(codec::is_token(each));
}

TEST(RenderCheckResponse, IsSafeForEveryAnswer)
{
    std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same answers in each run
    std::size_t allowed = 0;
    for (int n = 0; n != 20000 && !testing::Test::HasFatalFailure(); ++n) {
        const answer from = random_answer(random);
        const auto made = render_check_response(envoy(), from);
        ASSERT_NO_FATAL_FAILURE(expect_safe(made)) << made.DebugString();
        // What Envoy reads is what was made.
        grpc::check_response read;
        ASSERT_TRUE(read.ParseFromString(made.SerializeAsString()));
        ASSERT_NO_FATAL_FAILURE(expect_safe(read));
        ASSERT_TRUE(made.status().code() != 0 || from.status == 200);
        allowed += made.has_ok_response() ? 1U : 0U;
    }
    EXPECT_GT(allowed, 100U); // or the test says nothing about them
}

} // namespace
} // namespace postern::check
