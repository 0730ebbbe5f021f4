#include <postern/revocation/list.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace postern::revocation {
namespace {

using namespace std::chrono_literals;

const time_point noon{std::chrono::seconds(1'800'000'000)};

entry of(kind which, std::string name, std::optional<time_point> expires = {})
{
    entry made;
    made.kind = which;
    made.name = std::move(name);
    made.expires = expires;
    return made;
}

revocable_ids with_key(std::string kid)
{
    revocable_ids names;
    names.subject = "alice";
    names.key = std::move(kid);
    return names;
}

TEST(List, IncreasesItsGenerationWithEachEntry)
{
    list revoked;
    const auto before = revoked.generation();
    revoked.add(of(kind::key, "k"));
    EXPECT_GT(revoked.generation(), before);
    EXPECT_TRUE(revoked.revokes(with_key("k")));
    EXPECT_FALSE(revoked.revokes(with_key("other")));
}

TEST(List, TellsTheKeysOfTwoIssuersApart)
{
    list revoked;
    entry one = of(kind::key, "k");
    one.issuer = "https://a.test";
    revoked.add(one);
    for (const auto& [issuer, is_revoked] :
         {std::pair("https://a.test", true), {"https://b.test", false}, {"", false}}) {
        revocable_ids ids = with_key("k");
        ids.issuer = issuer;
        EXPECT_EQ(revoked.revokes(ids), is_revoked) << issuer;
        const auto names = names_of(ids);
        EXPECT_EQ(std::ranges::count(names, name_of(one)), is_revoked ? 1 : 0) << issuer;
    }
}

// An entry without an issuer is about the keys of all of them.
TEST(List, RevokesTheKeysOfEveryIssuerWithOneEntry)
{
    list revoked;
    revoked.add(of(kind::key, "k"));
    for (const char* issuer : {"https://a.test", ""}) {
        revocable_ids ids = with_key("k");
        ids.issuer = issuer;
        EXPECT_TRUE(revoked.revokes(ids)) << issuer;
    }
}

TEST(List, HasOneEntryForOneName)
{
    list revoked;
    for (int i = 0; i != 3; ++i)
        revoked.add(of(kind::key, "k"));
    EXPECT_EQ(revoked.size(), 1U);
    revoked.remove(name_of(kind::key, "k"));
    revoked.remove(name_of(kind::key, "k"));
    EXPECT_EQ(revoked.size(), 0U);
    EXPECT_FALSE(revoked.revokes(with_key("k")));
}

TEST(List, KeepsTheLatestTimeOfASubject)
{
    list revoked;
    entry subject = of(kind::subject, "alice");
    for (const auto& at : {noon, noon - 1h, noon - 2h}) {
        subject.before = at;
        revoked.add(subject);
    }
    revocable_ids names;
    names.subject = "alice";
    names.issued_at = noon - 1s;
    EXPECT_TRUE(revoked.revokes(names));
    names.issued_at = noon;
    EXPECT_FALSE(revoked.revokes(names));
}

// A token has the second of its issue, and counts as issued at the beginning of that second. A
// session has the microsecond of its creation.
TEST(List, ComparesMicroseconds)
{
    list revoked;
    entry subject = of(kind::subject, "alice");
    subject.before = noon + 300us;
    revoked.add(subject);
    revocable_ids names;
    names.subject = "alice";
    const std::pair<time_point, bool> rows[] = {
        {noon, true}, {noon + 299us, true}, {noon + 300us, false}, {noon + 1s, false}};
    for (const auto& [at, expected] : rows) {
        names.issued_at = at;
        EXPECT_EQ(revoked.revokes(names), expected) << (at - noon).count();
    }
}

TEST(List, PrunesExpiredEntries)
{
    list revoked;
    revoked.add(of(kind::key, "for ever"));
    revoked.add(of(kind::key, "for an hour", noon + 1h));
    revoked.prune(noon + 1h - 1ms);
    EXPECT_EQ(revoked.size(), 2U);
    revoked.prune(noon + 1h);
    EXPECT_EQ(revoked.size(), 1U);
    EXPECT_TRUE(revoked.revokes(with_key("for ever")));
    EXPECT_FALSE(revoked.revokes(with_key("for an hour")));
}

TEST(List, IsCurrentUntilItBecomesStale)
{
    list revoked;
    EXPECT_TRUE(list::is_current(revoked.generation()));
    EXPECT_EQ(revoked.staleness(steady_point(5s)), 0s);
    const auto checked = revoked.generation();
    revoked.become_stale(steady_point(10s));
    const auto losses = revoked.losses();
    EXPECT_FALSE(list::is_current(revoked.generation()));
    EXPECT_EQ(revoked.staleness(steady_point(13s)), 3s);
    revoked.add(of(kind::key, "k"));
    EXPECT_FALSE(list::is_current(revoked.generation()));
    EXPECT_TRUE(revoked.revokes(with_key("k")));
    revoked.become_current(losses);
    EXPECT_TRUE(list::is_current(revoked.generation()));
    EXPECT_NE(revoked.generation(), checked); // every proof is searched for again
}

// The store was read before the feed was lost once more.
TEST(List, StaysStaleIfItWasToldSoAfterTheStoreWasRead)
{
    list revoked;
    revoked.become_stale(steady_point(10s));
    const auto losses = revoked.losses();
    revoked.become_stale(steady_point(20s));
    revoked.become_current(losses);
    EXPECT_FALSE(list::is_current(revoked.generation()));
    EXPECT_EQ(revoked.staleness(steady_point(21s)), 11s);
    revoked.become_current(revoked.losses());
    EXPECT_TRUE(list::is_current(revoked.generation()));
}

TEST(List, HasNoStalenessIfItWasNeverCurrent)
{
    list revoked;
    revoked.become_stale(steady_point::min());
    EXPECT_EQ(revoked.staleness(steady_point(10s)), std::nullopt);
}

TEST(List, RetainsNamedAndKeptEntries)
{
    list revoked;
    for (const char* kid : {"a", "b"})
        revoked.add(of(kind::key, kid));
    revoked.retain({name_of(kind::key, "b"), name_of(kind::key, "not there")});
    EXPECT_FALSE(revoked.revokes(with_key("a")));
    EXPECT_TRUE(revoked.revokes(with_key("b")));
    revoked.keep_all();
    revoked.add(of(kind::key, "c"));
    revoked.retain({});
    EXPECT_TRUE(revoked.revokes(with_key("b")));
    EXPECT_FALSE(revoked.revokes(with_key("c")));
    EXPECT_EQ(revoked.size(), 1U);
    revoked.remove(name_of(kind::key, "b"));
    EXPECT_EQ(revoked.size(), 0U);
}

TEST(List, RevokesWhateverAnUnreadableEntryStandsFor)
{
    const kind kinds[] = {kind::token, kind::session, kind::subject, kind::key};
    for (const kind each : kinds) {
        list revoked;
        revoked.add_unreadable(name_of(each, "x"));
        revocable_ids ids;
        ids.subject = ids.token_id.emplace("x");
        ids.session = ids.key = "x";
        ids.issued_at = noon;
        EXPECT_TRUE(revoked.revokes(ids)) << to_string(each);
        EXPECT_FALSE(revoked.revokes(with_key("y")));
        EXPECT_EQ(revoked.size(), 1U);
        revoked.remove(name_of(each, "x"));
        EXPECT_FALSE(revoked.revokes(ids));
    }
}

// A thread that has seen the acknowledgement finds the entry.
TEST(List, HasAnAddedEntryInForceOnEveryThread)
{
    list revoked;
    std::atomic<int> acknowledged{0};
    std::atomic<int> missed{0};
    const auto read = [&] {
        for (int seen = 0; seen != 2000;) {
            seen = acknowledged;
            if (seen != 0 && !revoked.revokes(with_key(std::to_string(seen))))
                ++missed;
        }
    };
    {
        std::jthread one(read);
        std::jthread two(read);
        for (int n = 1; n <= 2000; ++n) {
            revoked.add(of(kind::key, std::to_string(n)));
            acknowledged = n;
        }
    }
    EXPECT_EQ(missed, 0);
}

} // namespace
} // namespace postern::revocation
