// While the revocation list is stale, each check asks the store, and says what cannot be known.
#include "resolver_fixture.hpp"

namespace postern::resolve {
namespace {

using namespace std::chrono_literals;
using test::token;

class StaleRevocations : public resolver_fixture
{
protected:
    // A resolver whose list follows the store.
    std::shared_ptr<resolver> make_following(const stale_revocations& allowed = {})
    {
        jwt::trusted_issuer issuer = test::issuer();
        issuer.profile.expiry = jwt::expiry_rule::optional;
        auto config = *make_resolver_config();
        config.verifier = jwt::verifier::create({std::move(issuer)}).value();
        config.stale = allowed;
        dependencies needs{clock, pool, context.get_executor(), counted, process.revoked};
        needs.sessions = &process.sessions;
        needs.revocations = &process.lookup;
        return std::make_shared<resolver>(
            std::make_shared<const resolver_config>(std::move(config)), needs
        );
    }
    decision check(resolver& who, const std::string& text)
    {
        return decide(who, {{"Authorization", bearer(text)}});
    }
    // Somebody else revokes the key of all tokens; this process is not told.
    void revoke_elsewhere()
    {
        const auto entry = revocation::parse_entry(R"({"key":"k1"})", clock.now()).value();
        const auto soon = std::chrono::steady_clock::now() + 5s;
        test::run(context, other.revocations.revoke(entry, soon)).value();
    }
    void fail() { store.fails = store::make_error_code(store::errc::failed); }

    test::followed_store process{store, context, clock};
    test::followed_store other{store, context, clock};
};

TEST_F(StaleRevocations, AreAskedForAtEachCheckRememberedOrNot)
{
    const auto who = make_following();
    const std::string known = token();
    EXPECT_EQ(check(*who, known).outcome(), outcome::valid);
    store.lose_feed();
    store.gets = 0;
    for (const std::string& text : {known, known, token(), token()})
        EXPECT_EQ(check(*who, text).outcome(), outcome::valid);
    EXPECT_EQ(store.gets, 4U);
    revoke_elsewhere();
    for (const std::string& text : {known, token()}) {
        EXPECT_EQ(check(*who, text).outcome(), outcome::invalid);
        EXPECT_EQ(check(*who, text).reason(), make_error_code(errc::revoked));
    }
}

TEST_F(StaleRevocations, AreNotAskedForAgainOnceTheListIsCurrent)
{
    const auto who = make_following();
    const std::string known = token();
    store.lose_feed();
    EXPECT_EQ(check(*who, known).outcome(), outcome::valid);
    store.find_feed();
    process.settle();
    store.gets = 0;
    EXPECT_EQ(check(*who, known).outcome(), outcome::valid);
    EXPECT_TRUE(decide_now(*who, {{"Authorization", bearer(known)}}));
    EXPECT_EQ(store.gets, 0U);
}

struct outage_row
{
    const char* name;
    stale_revocations allowed;
    std::vector<test::member> claims; // of the token
    std::chrono::seconds after;       // the loss of the feed
    outcome expected;
};

TEST_F(StaleRevocations, MakeTokensUnavailableDuringAnOutageUnlessTheOperatorAllowsThem)
{
    const std::vector<test::member> for_ever{{"exp", ""}, {"jti", R"("7")"}};
    const outage_row rows[] = {
        {"nothing is allowed", {}, {}, 0s, outcome::unavailable},
        {"within the longest staleness", {10s, false}, {}, 9s, outcome::valid},
        {"after it", {10s, false}, {}, 10s, outcome::unavailable},
        {"fail open", {0s, true}, {}, 60s, outcome::valid},
        {"fail open, a token without exp", {24h, true}, for_ever, 0s, outcome::unavailable},
    };
    for (const outage_row& r : rows) {
        const auto who = make_following(r.allowed);
        const std::string known = token(r.claims);
        EXPECT_EQ(check(*who, known).outcome(), outcome::valid) << r.name;
        store.lose_feed();
        fail();
        clock.advance(r.after);
        for (const std::string& text : {known, token(r.claims)})
            EXPECT_EQ(check(*who, text).outcome(), r.expected) << r.name;
        store.fails = {};
        store.find_feed();
        process.settle();
    }
}

// What is known stays in force, whatever the operator allows.
TEST_F(StaleRevocations, StayInForceDuringAnOutage)
{
    const auto who = make_following({0s, true});
    revoke_elsewhere();
    process.settle();
    store.lose_feed();
    fail();
    EXPECT_EQ(check(*who, token()).outcome(), outcome::invalid);
}

// Nothing is allowed if the store was emptied: it answers, but it has lost the entries.
TEST_F(StaleRevocations, MakeTokensUnavailableIfTheStoreWasEmptied)
{
    const auto who = make_following({24h, true});
    store.lose_feed();
    store.empty();
    EXPECT_EQ(check(*who, token()).outcome(), outcome::unavailable);
    EXPECT_EQ(check(*who, token()).reason(), make_error_code(revocation::errc::store_emptied));
}

// An emptied store signs nobody out before an operator has confirmed it.
TEST_F(StaleRevocations, MakeSessionsUnavailableIfTheStoreWasEmptied)
{
    const auto who = make_following();
    const headers sent{{"Cookie", "session=" + std::string(43, 'A')}};
    rules given;
    given.credentials = {{credential_source::kind::session, "session"}};
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::invalid);
    store.lose_feed();
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::invalid);
    store.empty();
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::unavailable);
}

TEST_F(StaleRevocations, NeverLetASessionPassThatTheStoreCannotBeAskedAbout)
{
    const auto who = make_following({24h, true});
    session::record alice;
    alice.user_id = "alice";
    alice.created_at = clock.now();
    alice.expires_at = clock.now() + 24h;
    alice.idle = 1h;
    const auto soon = std::chrono::steady_clock::now() + 5s;
    const auto made = test::run(context, process.sessions.create(alice, soon)).value();
    const headers sent{{"Cookie", "session=" + std::string(made.cookie_value.reveal())}};
    rules given;
    given.credentials = {{credential_source::kind::session, "session"}};
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::valid);
    store.lose_feed();
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::valid);
    fail();
    EXPECT_EQ(decide(*who, sent, given).outcome(), outcome::unavailable);
}

} // namespace
} // namespace postern::resolve
