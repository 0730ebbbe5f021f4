#include <postern/check/endpoint.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

#include <support/request.hpp>

namespace postern::check {
namespace {

using resolve::decision;
using resolve::errc;
using resolve::mode;
using resolve::original_request;

const test::request::header navigate{"Sec-Fetch-Mode", "navigate"};
const original_request original{"GET", "/orders?a=1&b=2", "app.test", "https", "192.0.2.7"};

// The reply's head and body, without the lines that every reply has.
std::string text(const http::reply& reply)
{
    std::string all = reply.octets();
    for (const std::string line : {"Cache-Control: no-store\r\n"})
        all.erase(all.find(line), line.size());
    return all;
}

class Endpoint : public testing::Test
{
protected:
    endpoint make(const char* speaks, mode in, const answer_options& say = {})
    {
        endpoint_options options{
            "/x", dialect::find_dialect(speaks), default_rules(*dialect::find_dialect(speaks))};
        options.rules.mode = in;
        answer_options complete = say;
        complete.identity_headers = resolve::header_names(fixture.identity);
        return endpoint(options, 0, complete);
    }

    // What a decision becomes.
    std::string answer(
        const endpoint& at, const decision& decided, const original_request& from = original,
        const std::vector<test::request::header>& headers = {}
    )
    {
        const test::request asked(headers);
        return text(*at.answer(decided, {asked.head(), from}, fixture.who->cache_of(decided)));
    }

    resolve::proof_ptr alice()
    {
        const auto verifier = jwt::verifier::create({test::issuer()}).value();
        const auto token = verifier.verify(test::token(), test::at(test::noon)).value();
        auto who = resolve::identity::from_token(token, fixture.identity).value();
        return std::make_shared<resolve::proof>(resolve::proof{who, {}});
    }

    test::check_fixture fixture;
};

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n";
const std::string unset = "X-Authgear-User-Anonymous: \r\n"
                          "X-Authgear-User-Verified: \r\n"
                          "X-Authgear-User-Can-Reauthenticate: \r\n"
                          "X-Authgear-User-Roles: \r\n"
                          "X-Authgear-Session-Amr: \r\n"
                          "X-Authgear-Session-Authenticated-At: \r\n"
                          "X-Authgear-Subject-Type: \r\n"
                          "X-Authgear-Client-Id: \r\n"
                          "X-Authgear-Scope: \r\n\r\n";
const std::string nobody = ok + "X-Authgear-Session-Valid: \r\nX-Authgear-User-Id: \r\n" + unset;
const std::string somebody_bad =
    ok + "X-Authgear-Session-Valid: false\r\nX-Authgear-User-Id: \r\n" + unset;
const std::string is_alice =
    ok + "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: alice\r\n" + unset;
const std::string challenge = "WWW-Authenticate: Bearer realm=\"postern\"";

TEST_F(Endpoint, EnforcesByStatus)
{
    const endpoint at = make("nginx", mode::enforce);
    const std::string no_body = "\r\nContent-Length: 0\r\n";
    EXPECT_EQ(answer(at, decision::allow(alice())), is_alice);
    EXPECT_EQ(
        answer(at, decision::refuse(errc::no_credential)),
        "HTTP/1.1 401 Unauthorized" + no_body + challenge + "\r\n\r\n"
    );
    EXPECT_EQ(
        answer(at, decision::refuse(errc::bearer_malformed)),
        "HTTP/1.1 401 Unauthorized" + no_body + challenge + ", error=\"invalid_token\"\r\n\r\n"
    );
    EXPECT_EQ(
        answer(at, decision::forbid(errc::role_missing, alice())),
        "HTTP/1.1 403 Forbidden" + no_body + challenge + ", error=\"insufficient_scope\"\r\n\r\n"
    );
    EXPECT_EQ(
        answer(at, decision::refuse(errc::deadline_exceeded)),
        "HTTP/1.1 503 Service Unavailable" + no_body + "Retry-After: 1\r\n\r\n"
    );
    EXPECT_EQ(
        answer(at, decision::refuse(errc::host_invalid)),
        "HTTP/1.1 400 Bad Request" + no_body + "\r\n"
    );
    EXPECT_EQ(answer(at, decision::pass_preflight()), nobody);
}

TEST_F(Endpoint, OnlyIdentifiesAndNeverDenies)
{
    const endpoint at = make("nginx", mode::identify);
    EXPECT_EQ(answer(at, decision::allow(alice())), is_alice);
    EXPECT_EQ(answer(at, decision::refuse(errc::no_credential)), nobody);
    EXPECT_EQ(answer(at, decision::refuse(errc::bearer_malformed)), somebody_bad);
    EXPECT_EQ(answer(at, decision::forbid(errc::role_missing, alice())), is_alice);
    EXPECT_EQ(answer(at, decision::refuse(errc::deadline_exceeded)).substr(9, 3), "503");
}

TEST_F(Endpoint, AnswersAsAuthgearDoes)
{
    const endpoint at = make("authgear", mode::identify);
    EXPECT_EQ(
        answer(at, decision::allow(alice())),
        ok + "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: "
             "alice\r\nX-Authgear-Session-Amr: \r\n\r\n"
    );
    EXPECT_EQ(answer(at, decision::refuse(errc::no_credential)), ok + "\r\n");
    EXPECT_EQ(
        answer(at, decision::refuse(errc::bearer_malformed)),
        ok + "X-Authgear-Session-Valid: false\r\n\r\n"
    );
}

TEST_F(Endpoint, SaysWhyInThreeWordsWhereTheDialectHasABody)
{
    const endpoint at = make("generic", mode::enforce);
    EXPECT_EQ(
        answer(at, decision::refuse(errc::bearer_malformed)),
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 25\r\n" + challenge +
            ", error=\"invalid_token\"\r\nContent-Type: application/json\r\n\r\n"
            "{\"error\":\"invalid_token\"}"
    );
}

TEST_F(Endpoint, NamesTheScopesThatWouldBeEnough)
{
    endpoint_options options{
        "/x", dialect::find_dialect("nginx"), default_rules(*dialect::find_dialect("nginx"))};
    options.rules.policy.emplace().scopes = {"a", "b"};
    const endpoint at(options, 0, {resolve::header_names(fixture.identity), {}, false});
    EXPECT_NE(
        answer(at, decision::forbid(errc::scope_missing, alice())).find("scope=\"a b\""),
        std::string::npos
    );
}

TEST_F(Endpoint, FilesAReplyOncePerVerdict)
{
    const endpoint at = make("nginx", mode::enforce);
    const auto verdict = alice();
    const test::request head;
    const resolve::auth_request asked{head.head(), original};
    const auto first = at.answer(decision::allow(verdict), asked, fixture.who->cache_of(*verdict));
    EXPECT_EQ(at.answer(decision::allow(verdict), asked, fixture.who->cache_of(*verdict)), first);
}

TEST_F(Endpoint, HidesReasonsUnlessAskedToShowThem)
{
    const decision expired = decision::refuse(jwt::errc::expired);
    EXPECT_EQ(answer(make("nginx", mode::enforce), expired).find("expired"), std::string::npos);
    answer_options say;
    say.debug_reasons = true;
    EXPECT_NE(
        answer(make("nginx", mode::enforce, say), expired).find("X-Postern-Reason: expired\r\n"),
        std::string::npos
    );
}

struct login_row
{
    const char* name;
    std::string host;
    std::vector<std::string> allowed;
    std::string url;
    std::string location; // empty: none
};

TEST_F(Endpoint, SendsPeopleToTheLoginPage)
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
        {"wildcard",
         "a.b.test",
         {"*.b.test"},
         page,
         page + "?rd=https%3A%2F%2Fa.b.test%2Forders%3Fa%3D1%26b%3D2"},
        {"wildcard is not the name itself", "b.test", {"*.b.test"}, page, page},
        {"end of another name", "evilb.test", {"*.b.test", "b.test"}, page, page},
        {"name as a prefix", "app.test.evil", {"app.test"}, page, page},
    };
    for (const login_row& r : rows) {
        SCOPED_TRACE(r.name);
        answer_options say;
        say.login = {r.url, "rd", r.allowed};
        const endpoint at = make("nginx", mode::enforce, say);
        original_request asked = original;
        asked.host = r.host;
        for (const decision& decided :
             {decision::refuse(errc::no_credential), decision::refuse(errc::bearer_malformed)}) {
            const std::string reply = answer(at, decided, asked, {navigate});
            EXPECT_EQ(reply.find("Location: ") != reply.npos, !r.location.empty());
            if (r.location.empty())
                continue;
            EXPECT_NE(reply.find("\r\nLocation: " + r.location + "\r\n"), reply.npos) << reply;
            EXPECT_NE(reply.find("\r\nX-Authgear-Login-Url: " + r.location + "\r\n"), reply.npos);
        }
        const std::string other =
            answer(at, decision::forbid(errc::role_missing, alice()), asked, {navigate});
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

TEST_F(Endpoint, SendsNobodyElseThere)
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
    answer_options say;
    say.login = {"https://login.test/in", "rd", {}};
    const endpoint at = make("nginx", mode::enforce, say);
    for (const caller_row& r : rows) {
        SCOPED_TRACE(r.name);
        original_request asked = original;
        asked.method = r.method;
        const std::string reply =
            answer(at, decision::refuse(errc::no_credential), asked, r.headers);
        EXPECT_EQ(reply.substr(9, 3), "401");
        EXPECT_EQ(reply.find("\r\nLocation: ") != reply.npos, r.navigates);
        EXPECT_EQ(reply.find("\r\nX-Authgear-Login-Url: ") != reply.npos, r.navigates);
    }
}

TEST_F(Endpoint, ADenialNeverCarriesAnIdentityHeader)
{
    for (const char* speaks : {"nginx", "generic", "authgear"}) {
        const endpoint at = make(speaks, mode::enforce);
        for (const decision& decided :
             {decision::refuse(errc::no_credential), decision::refuse(errc::bearer_malformed),
              decision::forbid(errc::role_missing, alice()), decision::refuse(errc::host_invalid),
              decision::refuse(errc::deadline_exceeded)})
            EXPECT_EQ(answer(at, decided).find("X-Authgear-"), std::string::npos) << speaks;
    }
}

} // namespace
} // namespace postern::check
