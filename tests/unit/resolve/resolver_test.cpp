#include <postern/resolve/trace.hpp>

#include "resolver_fixture.hpp"

namespace postern::resolve {
namespace {

using test::token;
using namespace std::chrono_literals;

using Resolver = resolver_fixture;

TEST_F(Resolver, ProvesOnceAndRemembers)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    const decision first = decide(*who, sent);
    EXPECT_EQ(first.outcome(), outcome::valid);
    EXPECT_EQ(first.identity()->user_id, "alice");
    const auto second = decide_now(*who, sent);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->proof(), first.proof());
}

TEST_F(Resolver, WaitsOnlyForProofsThatWouldHoldUpOthers)
{
    const headers quick{{"Authorization", bearer(token())}};
    EXPECT_EQ(decide_now(*make(), quick)->outcome(), outcome::valid);
    using crypto::algorithm;
    const headers slow{{"Authorization", bearer(token({}, algorithm::es384))}};
    const auto who = make(algorithm::es384);
    EXPECT_FALSE(decide_now(*who, slow));
    EXPECT_EQ(decide(*who, slow).outcome(), outcome::valid);
    EXPECT_EQ(decide_now(*who, slow)->outcome(), outcome::valid);
}

TEST_F(Resolver, ForgetsWhatHasExpired)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    decide(*who, sent);
    clock.advance(605s);
    EXPECT_EQ(decide(*who, sent).reason(), jwt::make_error_code(jwt::errc::expired));
}

TEST_F(Resolver, DoesNotRememberRefusals)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token({{"aud", R"("other")"}}))}};
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::invalid);
    EXPECT_EQ(counted.tokens.entries.value(), 0);
}

TEST_F(Resolver, WorksWithoutMemory)
{
    const auto who = make(test::usual, 0);
    const headers sent{{"Authorization", bearer(token())}};
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
}

TEST_F(Resolver, DoesNotHashWhatIsLongerThanAToken)
{
    const auto who = make();
    const auto known = decide_now(*who, {{"Authorization", bearer(std::string(8193, 'a'))}});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->reason(), jwt::make_error_code(jwt::errc::too_long));
}

TEST_F(Resolver, AnswersWithoutWaitingWhereNothingIsToBeProven)
{
    const auto who = make();
    EXPECT_EQ(decide_now(*who, {})->outcome(), outcome::none);
    EXPECT_EQ(decide_now(*who, {{"Authorization", "Basic YTpi"}})->outcome(), outcome::none);
    EXPECT_EQ(counted.foreign_schemes.value(), 1U);
    EXPECT_EQ(decide_now(*who, {{"Authorization", "Bearer"}})->outcome(), outcome::invalid);
}

struct order_row
{
    const char* name;
    on_invalid rule;
    std::string bearer;
    std::string cookie;
    outcome expected;
    const char* user;
};

TEST_F(Resolver, ReadsSeveralPlacesInTheirOrder)
{
    const std::string alice = token();
    const std::string bob = token({{"sub", R"("bob")"}});
    const order_row rows[] = {
        {"both good", on_invalid::next, alice, bob, outcome::valid, "alice"},
        {"first bad, stop", on_invalid::stop, "bad", bob, outcome::invalid, ""},
        {"first bad, next", on_invalid::next, "bad", bob, outcome::valid, "bob"},
        {"second bad", on_invalid::next, alice, "bad", outcome::valid, "alice"},
        {"both bad, next", on_invalid::next, "bad", "worse", outcome::invalid, ""},
        {"only the second", on_invalid::stop, "", bob, outcome::valid, "bob"},
        {"none", on_invalid::next, "", "", outcome::none, ""},
    };
    rules given_rules;
    given_rules.credentials = {{}, {credential_source::kind::token_cookie, "access"}};
    for (const order_row& r : rows) {
        SCOPED_TRACE(r.name);
        given_rules.on_invalid = r.rule;
        headers sent;
        if (!r.bearer.empty())
            sent.emplace_back("Authorization", bearer(r.bearer));
        if (!r.cookie.empty())
            sent.emplace_back("Cookie", "access=" + r.cookie);
        const decision decided = decide(*make(), sent, given_rules);
        EXPECT_EQ(decided.outcome(), r.expected);
        EXPECT_EQ(decided.identity() ? decided.identity()->user_id : "", r.user);
    }
}

TEST_F(Resolver, ForbidsWhatThePolicyDoesNotAdmitAndStillKnowsWho)
{
    rules given_rules;
    given_rules.policy.emplace();
    given_rules.policy->roles = {"admin"};
    const decision decided = decide(*make(), {{"Authorization", bearer(token())}}, given_rules);
    EXPECT_EQ(decided.outcome(), outcome::forbidden);
    EXPECT_EQ(decided.reason(), make_error_code(errc::role_missing));
    EXPECT_EQ(decided.identity()->user_id, "alice");
}

TEST_F(Resolver, JudgesARememberedTokenByEachPolicyAnew)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
    rules strict;
    strict.policy.emplace();
    strict.policy->scopes = {"x"};
    EXPECT_EQ(decide_now(*who, sent, strict)->outcome(), outcome::forbidden);
    EXPECT_EQ(decide_now(*who, sent)->outcome(), outcome::valid);
}

TEST_F(Resolver, TripsOverIdentityHeadersBeforeAnyCredential)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}, {"X_Authgear_User_Id", "root"}};
    rules given_rules;
    EXPECT_EQ(
        decide_now(*who, sent, given_rules)->reason(), make_error_code(errc::identity_header_sent)
    );
    EXPECT_EQ(decide(*who, sent, given_rules).outcome(), outcome::forbidden);
    EXPECT_EQ(counted.tripwire.value(), 2U);
    given_rules.tripwire = tripwire::count;
    EXPECT_EQ(decide_now(*who, sent, given_rules)->outcome(), outcome::valid);
    EXPECT_EQ(counted.tripwire.value(), 3U);
    given_rules.tripwire = tripwire::off;
    EXPECT_EQ(decide_now(*who, sent, given_rules)->outcome(), outcome::valid);
    EXPECT_EQ(counted.tripwire.value(), 3U);
}

TEST_F(Resolver, CountsOnceACheckThatTakesBothRoads)
{
    using crypto::algorithm;
    const auto who = make(algorithm::es384);
    const std::string slow = token({}, algorithm::es384);
    const headers sent{{"Authorization", bearer(slow)}, {"X_Authgear_User_Id", "root"}};
    rules given_rules;
    given_rules.tripwire = tripwire::count;
    EXPECT_FALSE(decide_now(*who, sent, given_rules));
    EXPECT_EQ(decide(*who, sent, given_rules).outcome(), outcome::valid);
    EXPECT_EQ(counted.tripwire.value(), 1U);
}

TEST_F(Resolver, LetsPreflightsPassOnlyWhereAllowed)
{
    const headers preflight_sent{
        {"Origin", "https://a.test"}, {"Access-Control-Request-Method", "PUT"}};
    rules given_rules;
    const original_request options{"OPTIONS", "/", "a.test", "https", ""};
    const original_request get{"GET", "/", "a.test", "https", ""};
    EXPECT_EQ(decide(*make(), preflight_sent, given_rules, options).outcome(), outcome::none);
    given_rules.preflight = preflight::allow;
    EXPECT_EQ(decide(*make(), preflight_sent, given_rules, options).outcome(), outcome::preflight);
    EXPECT_EQ(decide(*make(), preflight_sent, given_rules, get).outcome(), outcome::none);
    // A browser never upgrades a preflight; an unchecked tunnel would be open.
    for (const auto& more :
         headers{{"Upgrade", "websocket"}, {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}) {
        headers upgrading = preflight_sent;
        upgrading.push_back(more);
        EXPECT_EQ(decide(*make(), upgrading, given_rules, options).outcome(), outcome::none);
    }
    EXPECT_EQ(
        decide(*make(), {{"Origin", "https://a.test"}}, given_rules, options).outcome(),
        outcome::none
    );
    EXPECT_EQ(
        decide(*make(), {{"Access-Control-Request-Method", "PUT"}}, given_rules, options).outcome(),
        outcome::none
    );
}

TEST_F(Resolver, TellsEachStepToATraceAndNeverTheToken)
{
    const auto who = make();
    rules given_rules;
    given_rules.policy = policy{"staff", {"staff"}, {}, 0, 0, {}, {}, {}};
    const std::string secret_token = token();
    const test::request request(headers{{"Authorization", bearer(secret_token)}});
    trace notes;
    test::run(context, who->decide({request.head().fields, {}, &notes}, given_rules));
    std::string story;
    for (const trace::step& step : notes.steps())
        story += step.name + ": " + step.finding + "\n";
    EXPECT_EQ(
        story, "credential: found in Authorization: Bearer\n"
               "proof: issuer main, user alice\n"
               "policy: staff: role_missing\n"
    );
}

TEST_F(Resolver, TellsEachFindingOnceThoughItWaitsInBetween)
{
    const auto who = make();
    rules rules;
    rules.credentials = {{}, {credential_source::kind::session, "session"}};
    rules.on_invalid = on_invalid::next;
    const test::request request(headers{
        {"Authorization", "Bearer x"}, {"Cookie", "session=" + std::string(43, 'A')}});
    trace notes;
    test::run(context, who->decide({request.head().fields, {}, &notes}, rules));
    std::string story;
    for (const trace::step& step : notes.steps())
        story += step.name + ": " + step.finding + "\n";
    EXPECT_EQ(
        story, "credential: found in Authorization: Bearer\n"
               "proof: Authorization: Bearer: token_not_compact\n"
               "credential: found in cookie session\n"
               "proof: cookie session: session_unknown\n"
    );
}

} // namespace
} // namespace postern::resolve
