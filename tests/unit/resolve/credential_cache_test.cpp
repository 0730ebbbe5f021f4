#include <postern/resolve/credential_cache.hpp>

#include <gtest/gtest.h>

#include <support/issuer.hpp>

namespace postern::resolve {
namespace {

using test::at;
using test::noon;
using namespace std::chrono_literals;

crypto::sha256_digest digest(int n)
{
    return crypto::sha256(std::to_string(n));
}

instant moment(long long wall, std::chrono::seconds steady = 0s)
{
    return {at(wall), steady_point(1h + steady)};
}

identity_ptr who(const std::vector<test::member>& claims = {})
{
    const auto verifier = jwt::verifier::create({test::issuer()}).value();
    const auto token = test::token(claims);
    return identity::from_token(verifier.verify(token, at(noon)).value(), {}).value();
}

cached_proof proof_of(identity_ptr someone, int n)
{
    return {{std::move(someone), digest(n)}, {}, nullptr};
}

class CredentialCache : public testing::Test
{
protected:
    metrics::registry registry;
    cache_meters counted{registry, "tokens"};
};

TEST_F(CredentialCache, GivesBackWhatItWasGiven)
{
    credential_cache memory(1 << 20, 5min, counted);
    EXPECT_EQ(memory.find(digest(1), moment(noon)), nullptr);
    const auto inserted = memory.insert(proof_of(who(), 1), moment(noon));
    EXPECT_EQ(memory.find(digest(1), moment(noon)), inserted);
    EXPECT_EQ(memory.find(digest(2), moment(noon)), nullptr);
    EXPECT_EQ(counted.hits.value(), 1U);
}

TEST_F(CredentialCache, ChecksExpiryOnEachHit)
{
    credential_cache memory(1 << 20, 1h, counted);
    memory.insert(proof_of(who(), 1), moment(noon)); // exp noon + 600, leeway 5
    EXPECT_NE(memory.find(digest(1), moment(noon + 604)), nullptr);
    EXPECT_EQ(memory.find(digest(1), moment(noon + 605)), nullptr);
    EXPECT_EQ(memory.size(), 0U);
    EXPECT_EQ(memory.bytes(), 0U);
    EXPECT_EQ(counted.entries.value(), 0);
    EXPECT_EQ(counted.bytes.value(), 0);
}

TEST_F(CredentialCache, OfAnotherConfigurationIsNotCountedAnyMore)
{
    credential_cache before(1 << 20, 1h, counted);
    before.insert(proof_of(who(), 1), moment(noon));
    EXPECT_EQ(counted.entries.value(), 1);
    credential_cache after(1 << 20, 1h, counted);
    EXPECT_EQ(counted.entries.value(), 0);
    EXPECT_EQ(counted.bytes.value(), 0);
}

TEST_F(CredentialCache, DoesNotServeATokenBeforeItsTime)
{
    credential_cache memory(1 << 20, 1h, counted);
    memory.insert(proof_of(who(), 1), moment(noon)); // iat noon, leeway 5
    EXPECT_EQ(memory.find(digest(1), moment(noon - 6)), nullptr);
}

TEST_F(CredentialCache, ForgetsByTheSteadyClock)
{
    credential_cache memory(1 << 20, 5min, counted);
    memory.insert(proof_of(who(), 1), moment(noon));
    EXPECT_NE(memory.find(digest(1), moment(noon, 299s)), nullptr);
    // A wall clock set back does not prolong it.
    EXPECT_EQ(memory.find(digest(1), moment(noon - 3, 300s)), nullptr);
}

TEST_F(CredentialCache, StaysWithinItsBytesAndDropsTheLeastRecentlyUsed)
{
    const identity_ptr someone = who();
    credential_cache probe(1 << 20, 5min, counted);
    probe.insert(proof_of(someone, 0), moment(noon));
    const std::size_t one = probe.bytes();

    credential_cache memory(3 * one, 5min, counted);
    for (int i = 1; i <= 3; ++i)
        memory.insert(proof_of(someone, i), moment(noon));
    EXPECT_NE(memory.find(digest(1), moment(noon)), nullptr);
    memory.insert(proof_of(someone, 4), moment(noon));
    EXPECT_EQ(memory.find(digest(2), moment(noon)), nullptr);
    EXPECT_NE(memory.find(digest(1), moment(noon)), nullptr);
    EXPECT_NE(memory.find(digest(4), moment(noon)), nullptr);
    EXPECT_EQ(counted.evictions.value(), 1U);
    for (int i = 100; i != 10100; ++i) {
        memory.insert(proof_of(someone, i), moment(noon));
        ASSERT_LE(memory.bytes(), 3 * one);
    }
    EXPECT_EQ(memory.size(), 3U);
}

TEST_F(CredentialCache, CountsTheRepliesItHolds)
{
    credential_cache memory(1 << 20, 5min, counted);
    const auto kept = memory.insert(proof_of(who(), 1), moment(noon));
    const std::size_t before = memory.bytes();
    memory.attach(kept, 2, std::make_shared<int>(), 5000);
    EXPECT_GE(memory.bytes(), before + 5000);
    ASSERT_EQ(kept->replies.size(), 3U);
    EXPECT_NE(kept->replies[2], nullptr);
    EXPECT_EQ(kept->replies[0], nullptr);
    EXPECT_EQ(counted.bytes.value(), static_cast<double>(memory.bytes()));
}

TEST_F(CredentialCache, AnEntryTooLargeForItIsAnsweredButNotKept)
{
    credential_cache memory(100, 5min, counted);
    const auto given = memory.insert(proof_of(who(), 1), moment(noon));
    ASSERT_NE(given, nullptr);
    EXPECT_EQ(memory.size(), 0U);
    memory.attach(given, 0, std::make_shared<int>(), 10);
    EXPECT_NE(given->replies[0], nullptr);
    EXPECT_EQ(memory.bytes(), 0U);
}

TEST_F(CredentialCache, RemembersATokenOnce)
{
    credential_cache memory(1 << 20, 5min, counted);
    memory.insert(proof_of(who(), 1), moment(noon));
    const std::size_t one = memory.bytes();
    memory.insert(proof_of(who(), 1), moment(noon));
    EXPECT_EQ(memory.size(), 1U);
    EXPECT_EQ(memory.bytes(), one);
}

} // namespace
} // namespace postern::resolve
