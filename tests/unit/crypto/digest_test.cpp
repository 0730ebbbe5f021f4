#include <postern/codec/base64url.hpp>
#include <postern/crypto/digest.hpp>
#include <postern/crypto/random.hpp>

#include <gtest/gtest.h>

#include <set>
#include <support/vectors.hpp>
#include <thread>

namespace postern::crypto {
namespace {

std::string digest_text(std::string_view input)
{
    const sha256_digest digest = sha256(input);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// FIPS 180-4, examples.
TEST(Digest, GivesTheStandardsExamples)
{
    const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const std::string abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    EXPECT_EQ(digest_text(""), test::from_hex(empty));
    EXPECT_EQ(digest_text("abc"), test::from_hex(abc));
    EXPECT_EQ(digest_text(""), test::from_hex(empty));
}

TEST(Digest, IsTheSameInEveryThread)
{
    const std::string expected = digest_text("abc");
    std::array<std::string, 4> found;
    {
        std::vector<std::jthread> threads;
        for (std::string& place : found)
            threads.emplace_back([&place] { place = digest_text("abc"); });
    }
    for (const std::string& digest : found)
        EXPECT_EQ(digest, expected);
}

TEST(Comparison, AsksForEveryOctetAndTheLength)
{
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "xbc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_in_constant_time("abc", ""));
    EXPECT_FALSE(equal_in_constant_time("abc", std::string_view("abc\0", 4)));
}

TEST(Random, GivesAsManyOctetsAndNeverTheSame)
{
    EXPECT_EQ(random_octets(0), "");
    EXPECT_EQ(random_octets(1000).size(), 1000u);
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(seen.insert(random_octets(32)).second);
}

} // namespace
} // namespace postern::crypto
