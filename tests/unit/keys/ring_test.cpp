#include <postern/keys/ring.hpp>

#include <gtest/gtest.h>

#include <support/mint.hpp>
#include <thread>

namespace postern::keys {
namespace {

using crypto::algorithm;

key_set set_of(std::vector<std::string> kids, algorithm id = algorithm::es256)
{
    std::vector<key> all;
    for (std::string& kid : kids)
        all.push_back({kid, crypto::private_key::generate(id).value().public_part().value(), {id}});
    return key_set::from_keys(std::move(all)).value();
}

TEST(Ring, HasNoKeysBeforeTheFirstSet)
{
    const ring subject;
    EXPECT_TRUE(subject.current().keys->keys().empty());
    EXPECT_EQ(subject.current().extent, completeness::partial);
    subject.publish(set_of({"a"}));
    EXPECT_NE(subject.current().keys->find("a"), nullptr);
    EXPECT_EQ(subject.current().extent, completeness::complete);
}

TEST(Ring, ChangesItsGenerationWithItsKeysOnly)
{
    const ring subject(set_of({"a", "b"}));
    const auto first = subject.current();
    EXPECT_EQ(first.generation, subject.generation());
    subject.publish(*first.keys); // the same keys once more
    EXPECT_EQ(subject.generation(), first.generation);
    subject.publish(set_of({"a", "b"})); // other keys with the same names
    EXPECT_NE(subject.generation(), first.generation);
    const auto second = subject.generation();
    subject.publish(*subject.current().keys, completeness::partial);
    EXPECT_NE(subject.generation(), second);
    const auto third = subject.generation();
    subject.publish({}, completeness::partial);
    EXPECT_NE(subject.generation(), third);
}

TEST(Ring, LeavesASnapshotAsItWas)
{
    const ring subject(set_of({"a"}));
    const auto taken = subject.current();
    subject.publish(set_of({"b"}));
    EXPECT_NE(taken.keys->find("a"), nullptr);
    EXPECT_EQ(subject.current().keys->find("a"), nullptr);
}

TEST(Ring, IsTheSameRingAsItsCopies)
{
    const ring subject;
    const ring copy = subject; // NOLINT(performance-unnecessary-copy-initialization)
    copy.publish(set_of({"a"}));
    copy.count_unknown_kid();
    EXPECT_NE(subject.current().keys->find("a"), nullptr);
    EXPECT_EQ(subject.unknown_kids(), 1U);
    EXPECT_EQ(copy, subject);
    EXPECT_NE(ring(), subject);
}

TEST(KeySet, KnowsAKeyByAllThatMakesIt)
{
    const auto material = test::public_key(algorithm::rs256);
    const auto other = test::other_signing_key(algorithm::rs256).public_part().value();
    const auto identity = [](key one) {
        return key_set::from_keys({std::move(one)}).value().keys()[0].identity;
    };
    const key_set set = key_set::from_keys({{"k", material, {algorithm::rs256}}}).value();
    EXPECT_TRUE(set.has(identity({"k", material, {algorithm::rs256}})));
    EXPECT_FALSE(set.has(identity({"j", material, {algorithm::rs256}})));
    EXPECT_FALSE(set.has(identity({"k", other, {algorithm::rs256}})));
    EXPECT_FALSE(set.has(identity({"k", material, {algorithm::ps256}})));
    EXPECT_FALSE(set.has(identity({"k", material, {algorithm::rs256, algorithm::ps256}})));
    EXPECT_FALSE(set.has({}));
}

// For the thread sanitizer: verifiers read while another thread publishes.
TEST(Ring, IsReadWhileItChanges)
{
    const ring subject(set_of({"a"}));
    const key_set one = set_of({"a"}), two = set_of({"a"});
    std::thread publisher([&] {
        for (int n = 0; n != 1000; ++n)
            subject.publish(n % 2 == 0 ? one : two);
    });
    for (int n = 0; n != 1000; ++n) {
        const auto now = subject.current();
        ASSERT_NE(now.keys->find("a"), nullptr);
        ASSERT_LE(now.generation, subject.generation());
    }
    publisher.join();
}

} // namespace
} // namespace postern::keys
