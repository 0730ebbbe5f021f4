// Whatever is done to a good signature, it is no longer one.
#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>

#include <support/exact_copy.hpp>
#include <support/mint.hpp>

namespace postern::crypto {
namespace {

class Mutation : public testing::TestWithParam<algorithm_traits>
{
protected:
    bool verifies(std::string_view input, std::string_view signature) const
    {
        return key_.verifies(GetParam().id, test::exact_copy(input), test::exact_copy(signature));
    }

    const std::string input_ = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c2VyIn0";
    const std::string good_ = test::sign(GetParam().id, input_);

private:
    const keys::key key_ = test::trusted_key(GetParam().id);
};

std::string flipped(std::string text, std::size_t bit)
{
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    return text;
}

TEST_P(Mutation, RefusesEveryFlippedBitOfTheSignature)
{
    for (std::size_t bit = 0; bit < good_.size() * 8; ++bit)
        ASSERT_FALSE(verifies(input_, flipped(good_, bit))) << bit;
    EXPECT_TRUE(verifies(input_, good_));
}

TEST_P(Mutation, RefusesEveryFlippedBitOfTheInput)
{
    for (std::size_t bit = 0; bit < input_.size() * 8; ++bit)
        ASSERT_FALSE(verifies(flipped(input_, bit), good_)) << bit;
    EXPECT_TRUE(verifies(input_, good_));
}

TEST_P(Mutation, RefusesEveryOtherLength)
{
    for (std::size_t size = 0; size < good_.size(); ++size) {
        ASSERT_FALSE(verifies(input_, good_.substr(0, size))) << size;
        ASSERT_FALSE(verifies(input_, good_.substr(good_.size() - size))) << size;
    }
    for (std::size_t more = 1; more <= 8; ++more) {
        ASSERT_FALSE(verifies(input_, good_ + std::string(more, '\0'))) << more;
        ASSERT_FALSE(verifies(input_, std::string(more, '\0') + good_)) << more;
    }
    EXPECT_FALSE(verifies(input_, good_ + good_));
    EXPECT_FALSE(verifies(input_, std::string(100000, 'x')));
    EXPECT_TRUE(verifies(input_, good_));
}

TEST_P(Mutation, RefusesEveryCutOfTheInput)
{
    for (std::size_t size = 0; size < input_.size(); ++size)
        ASSERT_FALSE(verifies(input_.substr(0, size), good_)) << size;
    EXPECT_FALSE(verifies(input_ + '\0', good_));
}

TEST_P(Mutation, RefusesFilledSignatures)
{
    for (const char fill : {'\0', '\x01', '\x7f', '\x80', '\xff'})
        EXPECT_FALSE(verifies(input_, std::string(good_.size(), fill))) << int{fill};
}

INSTANTIATE_TEST_SUITE_P(All, Mutation, testing::ValuesIn(algorithm_table), [](const auto& row) {
    return std::string(row.param.name);
});

} // namespace
} // namespace postern::crypto
