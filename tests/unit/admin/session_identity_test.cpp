// A session is created only if the resolver can make identity headers of it.
#include <postern/admin/sessions.hpp>

#include "service_caller.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <support/followed_store.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>

namespace postern::admin::test {
namespace {

struct session_api
{
    std::vector<api_module> make_modules()
    {
        store_calls calls;
        calls.time = &clock;
        const auto identity = [] {
            resolve::identity_options options;
            options.mapped.push_back({"X-Team", {"team"}});
            return options;
        };
        return {session_module({&sessions, [] { return session::options(); }, calls, identity})};
    }

    postern::test::manual_clock clock{time_point(std::chrono::seconds(1'800'000'000))};
    postern::test::memory_store store{clock};
    boost::asio::io_context context{1};
    std::shared_ptr<session::session_versions> versions =
        postern::test::follow<session::session_versions>(store);
    session::session_store sessions{store, *versions, clock};
};

std::string roles(std::size_t count, const std::string& role)
{
    std::string list;
    for (std::size_t n = 0; n != count; ++n)
        list += (n == 0 ? "\"" : ",\"") + role + '"';
    return R"("roles":[)" + list + ']';
}

std::string team(const std::string& name)
{
    return R"("claims":{"team":")" + name + "\"}";
}

TEST(SessionIdentity, IsCheckedBeforeTheSessionIsCreated)
{
    session_api api;
    service_caller caller(api);
    struct row
    {
        std::string members;
        std::string detail; // empty: created
    };
    const std::string too_large = "the identity: does not fit the identity headers";
    const row rows[] = {
        {roles(30, std::string(100, 'r')), ""},
        {roles(40, std::string(100, 'r')), too_large},
        {roles(12, std::string(99, '%')), ""}, // three octets each
        {roles(14, std::string(99, '%')), too_large},
        {team("red"), ""},
        {team(std::string(4000, 't')), too_large},
        {team("a\\nb"), "the identity: claim_control_character"},
    };
    for (const row& r : rows) {
        SCOPED_TRACE(r.members.substr(0, 40));
        const auto reply =
            caller.call_with_token("POST /v1/sessions", R"({"user_id":"a",)" + r.members + "}");
        EXPECT_EQ(reply->status(), r.detail.empty() ? 201U : 400U);
        const std::string& octets = reply->octets();
        const auto body = boost::json::parse(octets.substr(octets.find("\r\n\r\n") + 4));
        if (!r.detail.empty()) {
            EXPECT_EQ(body.at("detail").as_string(), r.detail);
        }
    }
}

} // namespace
} // namespace postern::admin::test
