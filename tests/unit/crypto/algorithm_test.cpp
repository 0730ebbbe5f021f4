#include <postern/crypto/algorithm.hpp>

#include <gtest/gtest.h>

namespace postern::crypto {
namespace {

TEST(Algorithm, IsFoundByItsExactName)
{
    for (const algorithm_traits& row : algorithm_table)
        EXPECT_EQ(algorithm_from_name(row.name), row.id) << row.name;
    EXPECT_EQ(algorithm_from_name("Ed25519"), algorithm::eddsa);
}

TEST(Algorithm, IsNotFoundByAnotherName)
{
    for (const std::string_view name :
         {"", "none", "NONE", "rs256", "RS256 ", " RS256", "RS25", "RS2567", "RS1", "ES256K",
          "ES521", "Ed448", "ed25519", "EDDSA", "ML-DSA-44", "A128KW", "dir", "HS1"})
        EXPECT_FALSE(algorithm_from_name(name)) << name;
    EXPECT_FALSE(algorithm_from_name(std::string_view("RS256\0", 6)));
}

TEST(AlgorithmSet, KeepsThoseThatFitAType)
{
    const algorithm_set all{algorithm::rs256, algorithm::ps512, algorithm::es256, algorithm::eddsa};
    EXPECT_EQ(all.fitting(key_type::rsa), (algorithm_set{algorithm::rs256, algorithm::ps512}));
    EXPECT_EQ(all.fitting(key_type::p256), algorithm_set{algorithm::es256});
    EXPECT_TRUE(all.fitting(key_type::p384).empty());
    EXPECT_TRUE(all.fitting(key_type::hmac).empty());
}

} // namespace
} // namespace postern::crypto
