#include "merge.hpp"

#include <gtest/gtest.h>

#include <support/mint.hpp>

namespace postern::issuers {
namespace {

using crypto::algorithm;
using keys::key;

key fresh(const std::string& kid)
{
    return {
        kid,
        crypto::private_key::generate(algorithm::es256).value().public_part().value(),
        {algorithm::es256}};
}

// A fetched key with the name of a configured one would take its tokens over.
TEST(Merge, KeepsTheFirstOfTwoKeysWithOneKid)
{
    std::vector<key> all{fresh("a")};
    const key first = all[0];
    std::vector<keys::skipped_key> skipped;
    merge(all, {fresh("a"), fresh("b")}, skipped);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(
        std::get<crypto::public_key>(all[0].material).serial(),
        std::get<crypto::public_key>(first.material).serial()
    );
    ASSERT_EQ(skipped.size(), 1U);
    EXPECT_EQ(skipped[0].reason, keys::make_error_code(keys::errc::duplicate_kid));
    EXPECT_TRUE(keys::key_set::from_keys(all));
}

TEST(Merge, KeepsOneOfTwoEqualKeys)
{
    key renamed = fresh("a");
    std::vector<key> all{renamed};
    renamed.kid = "b";
    std::vector<keys::skipped_key> skipped;
    merge(all, {renamed}, skipped);
    EXPECT_EQ(all.size(), 1U);
    ASSERT_EQ(skipped.size(), 1U);
    EXPECT_EQ(skipped[0].reason, keys::make_error_code(keys::errc::duplicate_key));
    EXPECT_TRUE(keys::key_set::from_keys(all));
}

} // namespace
} // namespace postern::issuers
