// Who is led to the login page, and with which way back.
#include <postern/check/guarded_login.hpp>

#include "endpoint_fixture.hpp"

namespace postern::check {
namespace {

using Login = Endpoint;

struct login_row
{
    const char* name;
    std::string host;
    std::vector<std::string> allowed;
    std::string url;
    std::string location; // empty: none
};

TEST_F(Login, SendsPeopleToTheLoginPage)
{
    const std::string page = "https://login.test/in";
    const std::string back = "https%3A%2F%2Fapp.test%2Forders%3Fa%3D1%26b%3D2";
    const login_row rows[] = {
        {"no login page", "app.test", {"app.test"}, "", ""},
        {"host not allowed", "app.test", {}, page, page},
        {"host allowed", "app.test", {"app.test"}, page, page + "?rd=" + back},
        {"page with a query", "app.test", {"app.test"}, page + "?x=1", page + "?x=1&rd=" + back},
        {"other case",
         "APP.test",
         {"app.TEST"},
         page,
         page + "?rd=https%3A%2F%2FAPP.test%2Forders%3Fa%3D1%26b%3D2"},
        {"with a port",
         "app.test:8443",
         {"app.test"},
         page,
         page + "?rd=https%3A%2F%2Fapp.test%3A8443%2Forders%3Fa%3D1%26b%3D2"},
        {"port that is allowed",
         "app.test:8443",
         {"app.test:8443"},
         page,
         page + "?rd=https%3A%2F%2Fapp.test%3A8443%2Forders%3Fa%3D1%26b%3D2"},
        {"other port than that allowed", "app.test:8444", {"app.test:8443"}, page, page},
        {"port of the scheme", "app.test", {"app.test:443"}, page, page + "?rd=" + back},
        {"wildcard",
         "a.b.test",
         {"*.b.test"},
         page,
         page + "?rd=https%3A%2F%2Fa.b.test%2Forders%3Fa%3D1%26b%3D2"},
        {"wildcard is not the name itself", "b.test", {"*.b.test"}, page, page},
        {"end of another name", "evilb.test", {"*.b.test", "b.test"}, page, page},
    };
    for (const login_row& r : rows) {
        SCOPED_TRACE(r.name);
        answer_options answers;
        answers.login = {r.url, "rd", r.allowed};
        const http_endpoint at = make("nginx", mode::enforce, answers);
        original_request sent = original;
        sent.host = r.host;
        for (const decision& decided :
             {decision::refuse(errc::no_credential), decision::refuse(errc::bearer_malformed)}) {
            const std::string reply = answer(at, decided, sent, {navigate});
            EXPECT_EQ(reply.find("Location: ") != reply.npos, !r.location.empty());
            if (r.location.empty())
                continue;
            EXPECT_NE(reply.find("\r\nLocation: " + r.location + "\r\n"), reply.npos) << reply;
            EXPECT_NE(reply.find("\r\nX-Authgear-Login-Url: " + r.location + "\r\n"), reply.npos);
        }
        const std::string other =
            answer(at, decision::forbid(errc::role_missing, alice()), sent, {navigate});
        EXPECT_EQ(other.find("Location"), other.npos);
    }
}

struct caller_row
{
    const char* name;
    const char* method;
    std::vector<test::request::header> headers;
    bool navigates;
};

TEST_F(Login, SendsNobodyElseThere)
{
    const test::request::header html{"Accept", "text/html,application/xhtml+xml,*/*;q=0.8"};
    const caller_row rows[] = {
        {"a link", "GET", {navigate, html}, true},
        {"its head", "HEAD", {navigate}, true},
        {"an old browser", "GET", {html}, true},
        {"other case", "GET", {{"accept", "TEXT/HTML"}}, true},
        {"nothing said", "GET", {}, false},
        {"method in other case", "get", {navigate}, false},
        {"a form", "POST", {navigate, html}, false},
        {"a preflight", "OPTIONS", {navigate, html}, false},
        {"a script", "GET", {{"Sec-Fetch-Mode", "cors"}, html}, false},
        {"a frame of a script", "GET", {{"Sec-Fetch-Mode", "no-cors"}, html}, false},
        {"mode twice", "GET", {navigate, {"Sec-Fetch-Mode", "cors"}}, false},
        {"mode empty", "GET", {{"Sec-Fetch-Mode", ""}, html}, false},
        {"JSON", "GET", {{"Accept", "application/json"}}, false},
        {"anything", "GET", {{"Accept", "*/*"}}, false},
        {"an upgrade", "GET", {navigate, {"Upgrade", "websocket"}}, false},
        {"a WebSocket", "GET", {navigate, html, {"Sec-WebSocket-Key", "x"}}, false},
    };
    answer_options answers;
    answers.login = {"https://login.test/in", "rd", {}};
    const http_endpoint at = make("nginx", mode::enforce, answers);
    for (const caller_row& r : rows) {
        SCOPED_TRACE(r.name);
        original_request sent = original;
        sent.method = r.method;
        const std::string reply =
            answer(at, decision::refuse(errc::no_credential), sent, r.headers);
        EXPECT_EQ(reply.substr(9, 3), "401");
        EXPECT_EQ(reply.find("\r\nLocation: ") != reply.npos, r.navigates);
        EXPECT_EQ(reply.find("\r\nX-Authgear-Login-Url: ") != reply.npos, r.navigates);
    }
}

struct redirect_row
{
    const char* dialect;
    const char* status;
    bool names_it_twice; // for a proxy that redirects by itself
};

TEST_F(Login, RedirectsWhereTheProxyHandsItOn)
{
    answer_options answers;
    answers.login = {"https://login.test/in", "rd", {"app.test"}};
    for (const redirect_row& r : std::vector<redirect_row>{
             {"nginx", "401", true},
             {"traefik", "302", false},
             {"caddy", "302", false},
             {"envoy", "302", false},
             {"envoy-prefix", "302", false},
         }) {
        SCOPED_TRACE(r.dialect);
        const http_endpoint at = make(r.dialect, mode::enforce, answers);
        const std::string reply =
            answer(at, decision::refuse(errc::no_credential), original, {navigate});
        EXPECT_EQ(reply.substr(9, 3), r.status);
        EXPECT_NE(reply.find("\r\nLocation: https://login.test/in?rd="), reply.npos);
        EXPECT_EQ(reply.find("X-Authgear-Login-Url") != reply.npos, r.names_it_twice);
        EXPECT_EQ(answer(at, decision::refuse(errc::no_credential), original).substr(9, 3), "401");
    }
}

struct guarded_row
{
    const char* url;
    std::vector<std::string> allowed;
    const char* server_name;
    const char* path;
};

TEST(GuardedLogin, IsThePathOfAPageOnAGuardedHost)
{
    for (const guarded_row& r : std::vector<guarded_row>{
             {"", {"app.test"}, "", ""},
             {"https://login.test/in", {"app.test"}, "", ""},
             {"https://app.test/in?a=b", {"app.test"}, "", "/in"},
             {"https://app.test/in", {"*.test", "app.test"}, "app.test", "/in"},
             {"https://app.test/in", {"app.test"}, "other.test", ""},
             {"https://app.test/in", {"app.test"}, "*.app.test", ""},
             {"https://a.app.test/in", {"*.app.test"}, "*.app.test", "/in"},
             {"https://app.test:8443/in", {"app.test:8443"}, "app.test", "/in"},
             {"https://app.test:8443/in", {"app.test:8444"}, "", ""},
             {"https://app.test", {"app.test"}, "", "/"},
             {"https://app.test?a=/b", {"app.test"}, "", "/"},
             {"https://app.test/in/", {"app.test"}, "", "/in"},
             {"https://app.test//", {"app.test"}, "", "/"},
         })
        EXPECT_EQ(guarded_login_path({r.url, "rd", r.allowed}, r.server_name), r.path) << r.url;
}

} // namespace
} // namespace postern::check
