// What was taken back is refused at the next check, remembered or not.
#include "resolver_fixture.hpp"

namespace postern::resolve {
namespace {

using revocation::entry;
using revocation::kind;
using test::token;

entry of(kind which, std::string name, std::string issuer = {}, time_point before = {})
{
    entry made;
    made.kind = which;
    made.name = std::move(name);
    made.issuer = std::move(issuer);
    made.before = before;
    return made;
}

struct row
{
    const char* name;
    entry taken_back;
    bool revoked;
};

// The token has iss https://issuer.test, sub alice, kid k1 and iat noon.
const std::vector<test::member> claims{{"jti", R"("7")"}, {"sid", R"("s1")"}};
const std::string iss = "https://issuer.test";
const time_point noon = test::at(test::noon);
const time_point later = test::at(test::noon + 1);

const row rows[] = {
    {"its id", of(kind::token, "7", iss), true},
    {"its id, of another issuer", of(kind::token, "7", "https://other.test"), false},
    {"its id, without an issuer", of(kind::token, "7"), false},
    {"another id", of(kind::token, "8", iss), false},
    {"its session", of(kind::session, "s1"), true},
    {"another session", of(kind::session, "7"), false},
    {"its subject, issued earlier", of(kind::subject, "alice", {}, later), true},
    {"its subject, not issued earlier", of(kind::subject, "alice", {}, noon), false},
    {"another subject", of(kind::subject, "bob", {}, later), false},
    {"its key", of(kind::key, "k1"), true},
    {"another key", of(kind::key, "k2"), false},
};

using Revoked = resolver_fixture;

TEST_F(Revoked, IsRefusedThoughItIsRememberedOnEveryWorker)
{
    for (const row& r : rows) {
        revocation::list fresh;
        const auto around = dependencies{clock, pool, context.get_executor(), counted, fresh};
        const auto trusted = make_resolver_config();
        const headers sent{{"Authorization", bearer(token(claims))}};
        std::vector<std::shared_ptr<resolver>> workers;
        for (int i = 0; i != 3; ++i) {
            workers.push_back(std::make_shared<resolver>(trusted, around));
            EXPECT_EQ(decide(*workers.back(), sent).outcome(), outcome::valid) << r.name;
        }
        fresh.add(r.taken_back);
        for (const auto& who : workers) {
            const decision after = *decide_now(*who, sent);
            EXPECT_EQ(after.outcome(), r.revoked ? outcome::invalid : outcome::valid) << r.name;
            EXPECT_EQ(after.reason(), r.revoked ? make_error_code(errc::revoked) : error_code())
                << r.name;
        }
    }
}

TEST_F(Revoked, IsRefusedThoughItComesAnew)
{
    for (const row& r : rows) {
        revocation::list fresh;
        fresh.add(r.taken_back);
        const auto who = std::make_shared<resolver>(
            make_resolver_config(),
            dependencies{clock, pool, context.get_executor(), counted, fresh}
        );
        const decision decided = decide(*who, {{"Authorization", bearer(token(claims))}});
        EXPECT_EQ(decided.outcome(), r.revoked ? outcome::invalid : outcome::valid) << r.name;
    }
}

// Two texts, one claim set: a signature can be made anew, a jti cannot.
TEST_F(Revoked, IsKnownByItsClaimsAndNotByItsText)
{
    const auto who = make();
    const std::string one = token(claims);
    const std::string other = token(claims); // ES256 signs with a fresh nonce
    ASSERT_NE(one, other);
    revoked.add(of(kind::token, "7", iss));
    for (const std::string& text : {one, other})
        EXPECT_EQ(decide(*who, {{"Authorization", bearer(text)}}).outcome(), outcome::invalid);
}

TEST_F(Revoked, WithItsSubjectIfItDoesNotSayWhenItWasIssued)
{
    const auto who = make();
    revoked.add(of(kind::subject, "alice", {}, test::at(test::noon - 1000)));
    const headers sent{{"Authorization", bearer(token({{"iat", ""}}))}};
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::invalid);
}

TEST_F(Revoked, CountsAgainWhenItsEntryIsRemoved)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token(claims))}};
    const entry taken = of(kind::key, "k1");
    revoked.add(taken);
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::invalid);
    revoked.remove(revocation::name_of(taken));
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
}

TEST_F(Revoked, LeavesOthersRemembered)
{
    const auto who = make();
    const headers sent{{"Authorization", bearer(token(claims))}};
    const decision before = decide(*who, sent);
    for (int i = 0; i != 100; ++i) {
        revoked.add(of(kind::token, std::to_string(i), "https://other.test"));
        EXPECT_EQ(decide_now(*who, sent)->proof(), before.proof());
    }
}

} // namespace
} // namespace postern::resolve
