#include <postern/resolve/identity_headers.hpp>
#include <postern/resolve/resolver.hpp>
#include <postern/resolve/trace.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <latch>
#include <optional>
#include <support/issuer.hpp>
#include <support/manual_clock.hpp>
#include <support/request.hpp>
#include <support/run.hpp>

namespace postern::resolve {
namespace {

namespace asio = boost::asio;
using crypto::algorithm;
using test::noon;
using test::token;
using namespace std::chrono_literals;

using headers = std::vector<test::request::header>;

std::string bearer(const std::string& text)
{
    return "Bearer " + text;
}

class Resolver : public testing::Test
{
protected:
    // A resolver that trusts one issuer of this algorithm.
    std::shared_ptr<resolver> make(algorithm id = test::usual, std::size_t memory = 1 << 20)
    {
        const identity_options identity;
        auto trusted = std::make_shared<const trust>(trust{
            jwt::verifier::create({test::issuer(id)}).value(), identity,
            alias_watch(header_names(identity)), 400ms, memory, 5min});
        return std::make_shared<resolver>(
            trusted, surroundings{clock, pool, context.get_executor(), counted}
        );
    }

    decision resolve(
        resolver& who, const headers& sent, const rules& asked = {},
        const original_request& original = {}
    )
    {
        const test::request request(sent);
        return test::run(context, who.resolve({request.head(), original}, asked));
    }

    std::optional<decision> recall(resolver& who, const headers& sent, const rules& asked = {})
    {
        const test::request request(sent);
        return who.recall({request.head(), {}}, asked);
    }

    test::manual_clock clock{test::at(noon)};
    metrics::registry registry;
    meters counted{registry};
    asio::io_context context{1};
    proof_pool pool{{1, 4}};
};

TEST_F(Resolver, ProvesOnceAndRemembers)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    EXPECT_FALSE(recall(*who, sent));
    const decision first = resolve(*who, sent);
    EXPECT_EQ(first.outcome(), outcome::valid);
    EXPECT_EQ(first.proven()->who->user_id, "alice");
    const auto second = recall(*who, sent);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->proven(), first.proven());
}

TEST_F(Resolver, ForgetsWhatHasExpired)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    resolve(*who, sent);
    clock.advance(605s);
    EXPECT_FALSE(recall(*who, sent));
    EXPECT_EQ(resolve(*who, sent).reason(), jwt::make_error_code(jwt::errc::expired));
}

TEST_F(Resolver, DoesNotRememberRefusals)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token({{"aud", R"("other")"}}))}};
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::invalid);
    EXPECT_EQ(who->memory().size(), 0U);
    EXPECT_FALSE(recall(*who, sent));
}

TEST_F(Resolver, WorksWithoutMemory)
{
    const auto who = make(test::usual, 0);
    const headers sent{{"Authorization", bearer(token())}};
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::valid);
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::valid);
}

TEST_F(Resolver, DoesNotHashWhatIsLongerThanAToken)
{
    const auto who = make();
    const auto known = recall(*who, {{"Authorization", bearer(std::string(8193, 'a'))}});
    ASSERT_TRUE(known);
    EXPECT_EQ(known->reason(), jwt::make_error_code(jwt::errc::too_long));
}

TEST_F(Resolver, AnswersWithoutWaitingWhereNothingIsToBeProven)
{
    const auto who = make();
    EXPECT_EQ(recall(*who, {})->outcome(), outcome::none);
    EXPECT_EQ(recall(*who, {{"Authorization", "Basic YTpi"}})->outcome(), outcome::none);
    EXPECT_EQ(counted.foreign_schemes.value(), 1U);
    EXPECT_EQ(recall(*who, {{"Authorization", "Bearer"}})->outcome(), outcome::invalid);
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
    rules asked;
    asked.credentials = {{}, {credential_place::kind::token_cookie, "access"}};
    for (const order_row& r : rows) {
        SCOPED_TRACE(r.name);
        asked.on_invalid = r.rule;
        headers sent;
        if (!r.bearer.empty())
            sent.emplace_back("Authorization", bearer(r.bearer));
        if (!r.cookie.empty())
            sent.emplace_back("Cookie", "access=" + r.cookie);
        const decision decided = resolve(*make(), sent, asked);
        EXPECT_EQ(decided.outcome(), r.expected);
        EXPECT_EQ(decided.proven() ? decided.proven()->who->user_id : "", r.user);
    }
}

TEST_F(Resolver, ForbidsWhatThePolicyDoesNotAdmitAndStillKnowsWho)
{
    rules asked;
    asked.policy.emplace();
    asked.policy->roles = {"admin"};
    const decision decided = resolve(*make(), {{"Authorization", bearer(token())}}, asked);
    EXPECT_EQ(decided.outcome(), outcome::forbidden);
    EXPECT_EQ(decided.reason(), make_error_code(errc::role_missing));
    EXPECT_EQ(decided.proven()->who->user_id, "alice");
}

TEST_F(Resolver, JudgesARememberedTokenByEachPolicyAnew)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}};
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::valid);
    rules strict;
    strict.policy.emplace();
    strict.policy->scopes = {"x"};
    EXPECT_EQ(recall(*who, sent, strict)->outcome(), outcome::forbidden);
    EXPECT_EQ(recall(*who, sent)->outcome(), outcome::valid);
}

TEST_F(Resolver, TripsOverIdentityHeadersBeforeAnyCredential)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token())}, {"X_Authgear_User_Id", "root"}};
    rules asked;
    EXPECT_EQ(recall(*who, sent, asked)->reason(), make_error_code(errc::identity_header_sent));
    EXPECT_EQ(resolve(*who, sent, asked).outcome(), outcome::forbidden);
    EXPECT_EQ(counted.tripwire.value(), 2U);
    asked.tripwire = tripwire::count;
    EXPECT_EQ(resolve(*who, sent, asked).outcome(), outcome::valid);
    EXPECT_EQ(counted.tripwire.value(), 3U);
    asked.tripwire = tripwire::off;
    EXPECT_EQ(recall(*who, sent, asked)->outcome(), outcome::valid);
    EXPECT_EQ(counted.tripwire.value(), 3U);
}

TEST_F(Resolver, LetsPreflightsPassOnlyWhereAllowed)
{
    const headers preflight_sent{
        {"Origin", "https://a.test"}, {"Access-Control-Request-Method", "PUT"}};
    rules asked;
    const original_request options{"OPTIONS", "/", "a.test", "https", ""};
    const original_request get{"GET", "/", "a.test", "https", ""};
    EXPECT_EQ(resolve(*make(), preflight_sent, asked, options).outcome(), outcome::none);
    asked.preflight = preflight::allow;
    EXPECT_EQ(resolve(*make(), preflight_sent, asked, options).outcome(), outcome::preflight);
    EXPECT_EQ(resolve(*make(), preflight_sent, asked, get).outcome(), outcome::none);
    EXPECT_EQ(
        resolve(*make(), {{"Origin", "https://a.test"}}, asked, options).outcome(), outcome::none
    );
    EXPECT_EQ(
        resolve(*make(), {{"Access-Control-Request-Method", "PUT"}}, asked, options).outcome(),
        outcome::none
    );
}

TEST_F(Resolver, ProvesSlowSignaturesElsewhere)
{
    const auto who = make(algorithm::es384);
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::valid);
    EXPECT_EQ(recall(*who, sent)->outcome(), outcome::valid);
    const headers forged{{"Authorization", bearer(token({{"iss", R"("x")"}}, algorithm::es384))}};
    EXPECT_EQ(resolve(*who, forged).outcome(), outcome::invalid);
}

// Holds the pool's only thread, so that what is posted afterwards waits.
class Held
{
public:
    explicit Held(proof_pool& pool)
    {
        pool.post([this] {
            running_.count_down();
            hold_.wait();
            gone_.count_down();
        });
        running_.wait();
    }
    ~Held() { gone_.wait(); }
    void release() { hold_.count_down(); }

private:
    std::latch running_{1};
    std::latch hold_{1};
    std::latch gone_{1};
};

TEST_F(Resolver, ProvesEqualTokensOnce)
{
    using asio::experimental::awaitable_operators::operator&&;
    const auto who = make(algorithm::es384);
    const test::request request(headers{{"Authorization", bearer(token({}, algorithm::es384))}});
    const auth_request asked{request.head(), {}};
    const rules plain;
    Held held(pool);
    std::optional<decision> first;
    std::optional<decision> second;
    std::size_t queued = 0;
    const auto check = [&](std::optional<decision>& into) -> asio::awaitable<void> {
        into = co_await who->resolve(asked, plain);
    };
    // Lets the pool go once both checks wait.
    const auto let_go = [&]() -> asio::awaitable<void> {
        for (int turn = 0; turn != 100; ++turn)
            co_await asio::post(context, asio::use_awaitable);
        queued = pool.pending();
        held.release();
    };
    const auto all = [&]() -> asio::awaitable<bool> {
        co_await (check(first) && check(second) && let_go());
        co_return true;
    };
    test::run(context, all());
    EXPECT_EQ(queued, 2U); // the job that holds, and one proof for both
    EXPECT_EQ(first->outcome(), outcome::valid);
    EXPECT_EQ(second->proven(), first->proven());
}

TEST_F(Resolver, SaysSoWhenThePoolIsFull)
{
    const auto who = make(algorithm::es384);
    Held held(pool);
    for (int i = 0; i != 4; ++i)
        ASSERT_TRUE(pool.post([] {}));
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    const decision decided = resolve(*who, sent);
    EXPECT_EQ(decided.outcome(), outcome::unavailable);
    EXPECT_EQ(decided.reason(), make_error_code(errc::crypto_queue_full));
    held.release();
}

TEST_F(Resolver, EndsAtItsDeadlineAndTakesTheProofThatComesLater)
{
    const auto who = make(algorithm::es384);
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    Held held(pool);
    EXPECT_EQ(resolve(*who, sent).reason(), make_error_code(errc::deadline_exceeded));
    held.release();
    EXPECT_EQ(resolve(*who, sent).outcome(), outcome::valid);
}

TEST_F(Resolver, TellsEachStepToATraceAndNeverTheToken)
{
    const auto who = make();
    rules asked;
    asked.policy = policy{"staff", {"staff"}, {}, 0, {}, {}, {}};
    const std::string secret_token = token();
    const test::request request(headers{{"Authorization", bearer(secret_token)}});
    trace notes;
    test::run(context, who->resolve({request.head(), {}, &notes}, asked));
    std::string story;
    for (const trace::step& step : notes.steps())
        story += step.name + ": " + step.finding + "\n";
    EXPECT_EQ(
        story, "credential: found in Authorization: Bearer\n"
               "proof: issuer main, user alice\n"
               "policy: staff: role_missing\n"
    );
}

} // namespace
} // namespace postern::resolve
