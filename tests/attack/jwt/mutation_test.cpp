// Every single-bit change and every truncation of a good token, for each algorithm: nothing is
// accepted.
#include <postern/jwt/verifier.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <support/issuer.hpp>

namespace postern::jwt {
namespace {

using crypto::algorithm;

class TokenMutation : public testing::TestWithParam<algorithm>
{
protected:
    // From a block of exactly its size, so that the address sanitizer sees any look beyond it.
    bool accepts(const std::string& text) const
    {
        const auto exact = std::make_unique<char[]>(text.size());
        std::memcpy(exact.get(), text.data(), text.size());
        return verifier_.verify({exact.get(), text.size()}, test::at(test::noon)).has_value();
    }

    std::string token_ = test::token({}, GetParam());
    verifier verifier_ = verifier::create({test::issuer(GetParam())}).value();
};

TEST_P(TokenMutation, EveryFlippedBitIsRefused)
{
    ASSERT_TRUE(accepts(token_));
    for (std::size_t i = 0; i != token_.size(); ++i) {
        for (int bit = 0; bit != 8; ++bit) {
            std::string flipped = token_;
            flipped[i] = static_cast<char>(flipped[i] ^ (1 << bit));
            EXPECT_FALSE(accepts(flipped)) << "octet " << i << " bit " << bit;
        }
    }
    EXPECT_TRUE(accepts(token_));
}

TEST_P(TokenMutation, EveryTruncationAndExtensionIsRefused)
{
    for (std::size_t size = 0; size != token_.size(); ++size)
        EXPECT_FALSE(accepts(token_.substr(0, size))) << size;
    for (const char* tail : {"A", "AA", "AAA", "AAAA", "=", "==", ".", "\n", " ", "%3D"})
        EXPECT_FALSE(accepts(token_ + tail)) << tail;
}

TEST_P(TokenMutation, EveryInsertedCharacterIsRefused)
{
    for (const char c : {'=', '+', '/', ' ', '\t', '\n', '*', '\0', '.', 'A', '\xc3'}) {
        for (std::size_t at = 0; at <= token_.size(); ++at) {
            std::string longer = token_;
            longer.insert(at, 1, c);
            EXPECT_FALSE(accepts(longer)) << "octet " << at;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Algorithms, TokenMutation,
    testing::Values(
        algorithm::rs256, algorithm::rs384, algorithm::rs512, algorithm::ps256, algorithm::ps384,
        algorithm::ps512, algorithm::es256, algorithm::eddsa, algorithm::hs256, algorithm::hs384,
        algorithm::hs512
    ),
    [](const auto& row) { return std::string(crypto::traits(row.param).name); }
);

// The same for the slow curves, at every seventh octet.
TEST(SlowTokenMutation, FlippedBitsOfSlowAlgorithmsAreRefused)
{
    for (const algorithm id : {algorithm::es384, algorithm::es512}) {
        const std::string good = test::token({}, id);
        const verifier by = verifier::create({test::issuer(id)}).value();
        ASSERT_TRUE(by.verify(good, test::at(test::noon)));
        for (std::size_t i = 0; i < good.size(); i += 7) {
            std::string flipped = good;
            flipped[i] = static_cast<char>(flipped[i] ^ 1);
            EXPECT_FALSE(by.verify(flipped, test::at(test::noon))) << i;
        }
    }
}

} // namespace
} // namespace postern::jwt
