// Sessions and revocations through the API: the good and the bad answers of each path.
#include <postern/admin/revocations.hpp>
#include <postern/admin/sessions.hpp>

#include "service_caller.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <support/followed_store.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>
#include <support/store_file.hpp>

namespace postern::admin::test {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

class StoreApi : public testing::Test
{
protected:
    struct fake_store_api : fake_operations
    {
        std::vector<api_module> make_modules()
        {
            const store_calls calls{
                .audit =
                    [this](const audit_entry& done) {
                        for (const auto part : {done.client, done.action, done.target})
                            audited += std::string(part) + '|';
                        audited += std::string(done.outcome) + '\n';
                    },
                .timeout = std::chrono::seconds(5),
                .time = &clock};
            const auto defaults = [] { return session::options{.cookie = "sid"}; };
            return {
                session_module({&kept.sessions, defaults, calls}),
                revocation_module({&kept.revocations, &kept.sessions, calls})};
        }

        postern::test::manual_clock clock{time_point(std::chrono::seconds(1'800'000'000))};
        postern::test::memory_store store{clock};
        postern::test::followed_store kept{store, context, clock};
        std::string audited;
    };

    http::reply_ptr call(const std::string& line, const std::string& body = {})
    {
        return caller_.call_with_token(line, body);
    }
    static json::object body_of(const http::reply& reply)
    {
        const std::string& octets = reply.octets();
        return json::parse(octets.substr(octets.find("\r\n\r\n") + 4)).as_object();
    }
    std::string create(const std::string& user)
    {
        const auto reply = call("POST /v1/sessions", R"({"user_id":")" + user + "\"}");
        return std::string(body_of(*reply).at("id").as_string());
    }

    fake_store_api operations;
    service_caller caller_{operations};
};

TEST_F(StoreApi, CreatesASessionAndShowsItsCookieOnce)
{
    const auto reply = call("POST /v1/sessions", R"({"user_id":"alice","roles":["staff"]})");
    EXPECT_EQ(reply->status(), 201U);
    const json::object made = body_of(*reply);
    const std::string value(made.at("cookie").at("value").as_string());
    EXPECT_EQ(made.at("cookie").at("name"), "sid");
    EXPECT_TRUE(session::is_cookie_value(value));
    EXPECT_EQ(std::string(made.at("id").as_string()), session::id_of(value));
    EXPECT_EQ(made.at("user_id"), "alice");
    EXPECT_EQ(made.at("idle_expires_at"), 1'800'000'000 + 7 * 86400);
    const auto found = call("GET /v1/sessions/" + session::id_of(value));
    EXPECT_EQ(found->status(), 200U);
    EXPECT_THAT(found->octets(), Not(HasSubstr(value)));
    EXPECT_THAT(call("GET /v1/sessions")->octets(), Not(HasSubstr(value)));
    EXPECT_EQ(operations.audited, "[::1]:4711|session.create|" + session::id_of(value) + "|done\n");
}

TEST_F(StoreApi, ListsInPagesAndByUser)
{
    for (int i = 0; i != 5; ++i)
        create(i % 2 ? "al/ice" : "bob");
    const json::object first = body_of(*call("GET /v1/sessions?limit=3"));
    EXPECT_EQ(first.at("sessions").as_array().size(), 3U);
    const std::string next(first.at("next_cursor").as_string());
    const json::object second = body_of(*call("GET /v1/sessions?limit=3&cursor=" + next));
    EXPECT_EQ(second.at("sessions").as_array().size(), 2U);
    EXPECT_EQ(second.at("next_cursor"), "");
    const json::object his = body_of(*call("GET /v1/sessions?user=al%2fice"));
    EXPECT_EQ(his.at("sessions").as_array().size(), 2U);
}

TEST_F(StoreApi, EndsASessionAndSaysSoEachTime)
{
    const std::string id = create("alice");
    operations.audited.clear();
    EXPECT_EQ(call("DELETE /v1/sessions/" + id)->status(), 204U);
    EXPECT_EQ(call("DELETE /v1/sessions/" + id)->status(), 204U);
    EXPECT_EQ(call("GET /v1/sessions/" + id)->status(), 404U);
    const std::string who = "[::1]:4711|session.end|";
    EXPECT_EQ(operations.audited, who + id + "|done\n" + who + "-|session_unknown\n");
}

// The value of a cookie may stand for the id of its session. It stays secret.
TEST_F(StoreApi, FindsASessionByTheValueOfItsCookie)
{
    const json::object made = body_of(*call("POST /v1/sessions", R"({"user_id":"alice"})"));
    const std::string value(made.at("cookie").at("value").as_string());
    const std::string id(made.at("id").as_string());
    const auto reply = call("GET /v1/sessions/" + value);
    EXPECT_EQ(reply->status(), 200U);
    EXPECT_EQ(body_of(*reply).at("id"), json::string(id));
    operations.audited.clear();
    EXPECT_EQ(call("DELETE /v1/sessions/" + value)->status(), 204U);
    EXPECT_EQ(call("GET /v1/sessions/" + id)->status(), 404U);
    EXPECT_EQ(call("DELETE /v1/sessions/" + value)->status(), 204U);
    EXPECT_THAT(operations.audited, HasSubstr("session.end|" + id + "|done\n"));
    EXPECT_THAT(operations.audited, Not(HasSubstr(value)));
}

TEST_F(StoreApi, RevokesASessionByTheValueOfItsCookie)
{
    const json::object made = body_of(*call("POST /v1/sessions", R"({"user_id":"alice"})"));
    const std::string value(made.at("cookie").at("value").as_string());
    const auto reply = call("POST /v1/revocations", R"({"session":")" + value + "\"}");
    EXPECT_EQ(reply->status(), 201U);
    EXPECT_EQ(body_of(*reply).at("session"), made.at("id"));
    EXPECT_THAT(operations.audited, Not(HasSubstr(value)));
    EXPECT_THAT(call("GET /v1/revocations")->octets(), Not(HasSubstr(value)));
    operations.store.fails = store::make_error_code(store::errc::failed);
    EXPECT_EQ(call("POST /v1/revocations", R"({"session":")" + value + "\"}")->status(), 503U);
    EXPECT_THAT(operations.audited, Not(HasSubstr(value)));
}

TEST_F(StoreApi, ListsTheRecordsThatItCannotRead)
{
    postern::test::store_caller to(operations.store);
    create("alice");
    for (const char* kind : {"session", "revocation"})
        ASSERT_TRUE(to.create({kind, "odd"}, {"{}", store::never, {}}));
    for (const char* list : {"sessions", "revocations"}) {
        const auto reply = call(std::string("GET /v1/") + list);
        EXPECT_EQ(reply->status(), 200U);
        EXPECT_EQ(
            body_of(*reply).at(list).as_array().back(),
            json::value({{"id", "odd"}, {"unreadable", true}})
        );
    }
}

TEST_F(StoreApi, EndsAllSessionsOfAUser)
{
    create("al/ice");
    create("al/ice");
    create("bob");
    EXPECT_EQ(body_of(*call("DELETE /v1/users/al%2Fice/sessions")).at("ended"), 2);
    EXPECT_EQ(body_of(*call("DELETE /v1/users/al%2Fice/sessions")).at("ended"), 0);
    EXPECT_EQ(body_of(*call("GET /v1/sessions")).at("sessions").as_array().size(), 1U);
}

TEST_F(StoreApi, AddsListsAndRemovesRevocations)
{
    const auto reply = call("POST /v1/revocations", R"({"token":{"iss":"i","jti":"7"}})");
    EXPECT_EQ(reply->status(), 201U);
    const std::string id(body_of(*reply).at("id").as_string());
    EXPECT_EQ(operations.kept.revoked.size(), 1U);
    EXPECT_EQ(call("POST /v1/revocations", R"({"token":{"jti":"7","iss":"i"}})")->status(), 201U);
    const json::object all = body_of(*call("GET /v1/revocations"));
    ASSERT_EQ(all.at("revocations").as_array().size(), 1U);
    EXPECT_EQ(std::string(all.at("revocations").at(0).at("id").as_string()), id);
    EXPECT_EQ(call("DELETE /v1/revocations/" + id)->status(), 204U);
    EXPECT_EQ(call("DELETE /v1/revocations/" + id)->status(), 204U);
    EXPECT_EQ(operations.kept.revoked.size(), 0U);
    EXPECT_THAT(operations.audited, HasSubstr("revocation.add|token 7|done\n"));
    EXPECT_THAT(operations.audited, HasSubstr("revocation.remove|" + id + "|done\n"));
}

struct bad_row
{
    const char* line;
    const char* body;
    const char* detail;
};

const bad_row bad_rows[] = {
    {"POST /v1/sessions", "", "not one JSON object"},
    {"POST /v1/sessions", R"({"user_id":"a-value"},"x")", "not one JSON object"},
    {"POST /v1/sessions", R"({"user_id":7})", "user_id: "},
    {"POST /v1/sessions", R"({"user_id":"a-value","secret":"a-value"})", "secret: unknown member"},
    {"POST /v1/revocations", R"({"jti":"a-value"})", "a member that no revocation has"},
    {"POST /v1/revocations", "{}", "not exactly one of"},
    {"GET /v1/sessions?limit=0", "", "query parameter"},
    {"GET /v1/sessions?limit=501", "", "query parameter"},
    {"GET /v1/sessions?limit=1x", "", "query parameter"},
    {"GET /v1/sessions?users=a-value", "", "query parameter"},
    {"GET /v1/sessions?user=a&user=b", "", "query parameter"},
    {"GET /v1/sessions?limit=5&limit=6", "", "query parameter"},
    {"GET /v1/sessions?cursor=&cursor=", "", "query parameter"},
    {"GET /v1/sessions?limit", "", "query parameter"},
    {"GET /v1/sessions?user=%zz", "", "query parameter"},
    {"GET /v1/revocations?user=a", "", "query parameter"},
    {"DELETE /v1/sessions/%", "", "percent-encoded"},
    {"DELETE /v1/sessions/a-value", "", "43 characters of base64url"},
    {"GET /v1/sessions/a-value", "", "43 characters of base64url"},
    {"DELETE /v1/revocations/a-value", "", "43 characters of base64url"},
};

TEST_F(StoreApi, RefusesMalformedRequestsWithoutRepeatingAValue)
{
    for (const bad_row& r : bad_rows) {
        const auto reply = call(r.line, r.body);
        EXPECT_EQ(reply->status(), 400U) << r.line << r.body;
        EXPECT_THAT(reply->octets(), HasSubstr("application/problem+json")) << r.line;
        EXPECT_THAT(reply->octets(), HasSubstr(r.detail)) << r.line << r.body;
        EXPECT_THAT(reply->octets(), Not(HasSubstr("a-value"))) << r.line << r.body;
    }
    EXPECT_EQ(operations.audited, "");
}

const std::pair<const char*, const char*> lines[] = {
    {"POST /v1/sessions", R"({"user_id":"alice"})"},
    {"GET /v1/sessions", ""},
    {"GET /v1/sessions/ysXY5kxDb8zd3W5CcRiWjCXFUo0W3BAJvMUjxXJ4AtI", ""},
    {"DELETE /v1/sessions/ysXY5kxDb8zd3W5CcRiWjCXFUo0W3BAJvMUjxXJ4AtI", ""},
    {"DELETE /v1/users/x/sessions", ""},
    {"POST /v1/revocations", R"({"key":"k"})"},
    {"GET /v1/revocations", ""},
    {"DELETE /v1/revocations/ysXY5kxDb8zd3W5CcRiWjCXFUo0W3BAJvMUjxXJ4AtI", ""},
};

TEST_F(StoreApi, Answers503WhileTheStoreFails)
{
    operations.store.fails = store::make_error_code(store::errc::full);
    for (const auto& [line, body] : lines) {
        const auto reply = call(line, body);
        EXPECT_EQ(reply->status(), 503U) << line;
        EXPECT_EQ(header_of(*reply, "Retry-After"), "1") << line;
    }
    EXPECT_THAT(operations.audited, HasSubstr("session.create|alice|store_full\n"));
    EXPECT_THAT(
        operations.audited, HasSubstr("session.end|-|store_full\n")
    ); // it may be a cookie's
    EXPECT_EQ(operations.kept.revoked.size(), 0U);
}

TEST_F(StoreApi, NeedsTheToken)
{
    for (const auto& [line, body] : lines)
        EXPECT_EQ(caller_.call(line, {}, body)->status(), 401U) << line;
    EXPECT_EQ(operations.audited, "");
}

TEST_F(StoreApi, Answers404WithoutAStore)
{
    service_caller without(
        {{secret(token), {right::everything}}}, {session_module({}), revocation_module({})}
    );
    for (const auto& [line, body] : lines) {
        const auto reply = without.call_with_token(line, body);
        EXPECT_EQ(reply->status(), 404U) << line;
        EXPECT_THAT(reply->octets(), HasSubstr("there is no store")) << line;
    }
}

} // namespace
} // namespace postern::admin::test
