#include "endpoint_fixture.hpp"

namespace postern::check {
namespace {

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
    const http_endpoint at = make("nginx", mode::enforce);
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
    const http_endpoint at = make("nginx", mode::identify);
    EXPECT_EQ(answer(at, decision::allow(alice())), is_alice);
    EXPECT_EQ(answer(at, decision::refuse(errc::no_credential)), nobody);
    EXPECT_EQ(answer(at, decision::refuse(errc::bearer_malformed)), somebody_bad);
    EXPECT_EQ(answer(at, decision::forbid(errc::role_missing, alice())), is_alice);
    EXPECT_EQ(answer(at, decision::refuse(errc::deadline_exceeded)).substr(9, 3), "503");
}

TEST_F(Endpoint, AnswersAsAuthgearDoes)
{
    const http_endpoint at = make("authgear", mode::identify);
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
    const http_endpoint at = make("generic", mode::enforce);
    EXPECT_EQ(
        answer(at, decision::refuse(errc::bearer_malformed)),
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 25\r\n" + challenge +
            ", error=\"invalid_token\"\r\nContent-Type: application/json\r\n\r\n"
            "{\"error\":\"invalid_token\"}"
    );
}

TEST_F(Endpoint, NamesTheScopesThatWouldBeEnough)
{
    const dialect::dialect* nginx = dialect::find_dialect("nginx");
    endpoint_options options{"/x", nginx, default_rules(*nginx)};
    options.rules.policy.emplace().scopes = {"a", "b"};
    const http_endpoint at(options, 0, {resolve::header_names(fixture.identity), {}, false});
    EXPECT_NE(
        answer(at, decision::forbid(errc::scope_missing, alice())).find("scope=\"a b\""),
        std::string::npos
    );
}

// RFC 9728 §5.1
TEST_F(Endpoint, NamesTheMetadataOfTheResourceInEachChallenge)
{
    const dialect::dialect* nginx = dialect::find_dialect("nginx");
    const std::string url = "https://app.test/.well-known/oauth-protected-resource";
    const endpoint_options options{"/x", nginx, default_rules(*nginx), {url}};
    const http_endpoint at(options, 0, {resolve::header_names(fixture.identity), {}, false});
    const auto challenge_to = [&](const decision& decided) {
        const std::string reply = answer(at, decided);
        const std::size_t from = reply.find("WWW-Authenticate: ");
        return from == reply.npos ? "" : reply.substr(from, reply.find("\r\n", from) - from);
    };
    const std::string named = ", resource_metadata=\"" + url + "\"";
    EXPECT_EQ(challenge_to(decision::refuse(errc::no_credential)), challenge + named);
    EXPECT_EQ(
        challenge_to(decision::refuse(errc::bearer_malformed)),
        challenge + ", error=\"invalid_token\"" + named
    );
    EXPECT_EQ(
        challenge_to(decision::forbid(errc::scope_missing, alice())),
        challenge + ", error=\"insufficient_scope\"" + named
    );
    EXPECT_EQ(challenge_to(decision::refuse(errc::deadline_exceeded)), "");
    EXPECT_EQ(challenge_to(decision::allow(alice())), "");
}

TEST_F(Endpoint, BuildsTheReplyToAProofOnce)
{
    const http_endpoint at = make("nginx", mode::enforce);
    const auto proof = alice();
    const resolve::auth_request request{{}, original};
    const auto reply = [&](const resolve::rules& rules) {
        return at.reply(decision::allow(proof), rules, request, *fixture.resolver);
    };
    const auto first = reply(at.rules());
    EXPECT_EQ(reply(at.rules()), first);
    EXPECT_EQ(reply(resolve::rules()), first); // it depends on the identity alone
}

TEST_F(Endpoint, TakesItsChallengeAndItsModeFromTheRulesOfTheRequest)
{
    const http_endpoint at = make("nginx", mode::enforce);
    resolve::rules other = at.rules();
    other.policy.emplace().scopes = {"orders.read"};
    const auto reply = [&](const decision& decided) {
        return text(*at.reply(decided, other, {{}, original}, *fixture.resolver));
    };
    EXPECT_NE(
        reply(decision::forbid(errc::scope_missing, alice())).find("scope=\"orders.read\""),
        std::string::npos
    );
    other.mode = mode::identify;
    EXPECT_EQ(reply(decision::refuse(errc::no_credential)), nobody);
}

// Envoy passes on what a client sent under a name that the answer leaves out.
TEST_F(Endpoint, NamesUnsetHeadersWhereTheDialectWantsIt)
{
    for (const char* name : {"envoy", "envoy-prefix"})
        EXPECT_EQ(
            answer(make(name, mode::enforce), decision::allow(alice())),
            ok +
                "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: alice\r\n"
                "X-Authgear-Session-Amr: \r\n"
                "x-envoy-auth-headers-to-remove: X-Authgear-User-Anonymous,"
                "X-Authgear-User-Verified,X-Authgear-User-Can-Reauthenticate,X-Authgear-User-Roles,"
                "X-Authgear-Session-Authenticated-At,X-Authgear-Subject-Type,X-Authgear-Client-Id,"
                "X-Authgear-Scope\r\n\r\n"
        ) << name;
}

TEST_F(Endpoint, HidesReasonsUnlessAskedToShowThem)
{
    const decision expired = decision::refuse(jwt::errc::expired);
    EXPECT_EQ(answer(make("nginx", mode::enforce), expired).find("expired"), std::string::npos);
    answer_options answers;
    answers.debug_reasons = true;
    EXPECT_NE(
        answer(make("nginx", mode::enforce, answers), expired)
            .find("X-Postern-Reason: expired\r\n"),
        std::string::npos
    );
}

TEST_F(Endpoint, ADenialNeverCarriesAnIdentityHeader)
{
    for (const char* name : {"nginx", "generic", "authgear"}) {
        const http_endpoint at = make(name, mode::enforce);
        for (const decision& decided :
             {decision::refuse(errc::no_credential), decision::refuse(errc::bearer_malformed),
              decision::forbid(errc::role_missing, alice()), decision::refuse(errc::host_invalid),
              decision::refuse(errc::deadline_exceeded)})
            EXPECT_EQ(answer(at, decided).find("X-Authgear-"), std::string::npos) << name;
    }
}

} // namespace
} // namespace postern::check
