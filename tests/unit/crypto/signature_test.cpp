// Every algorithm verifies what it signed, and nothing else verifies.
#include <postern/crypto/private_key.hpp>
#include <postern/crypto/signature.hpp>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <support/mint.hpp>

namespace postern::crypto {
namespace {

using test::public_key;
using test::sign;

bool verify_with_test_key(algorithm id, std::string_view input, std::string_view signature)
{
    return test::trusted_key(id).verifies(id, input, signature);
}

class Signature : public testing::TestWithParam<algorithm_traits>
{
protected:
    algorithm id = GetParam().id;
};

TEST_P(Signature, VerifiesItsOwn)
{
    EXPECT_TRUE(verify_with_test_key(id, "message", sign(id, "message")));
    EXPECT_TRUE(verify_with_test_key(id, "", sign(id, "")));
}

TEST_P(Signature, DoesNotVerifyAnotherMessage)
{
    EXPECT_FALSE(verify_with_test_key(id, "massage", sign(id, "message")));
    EXPECT_FALSE(verify_with_test_key(id, "", sign(id, "message")));
}

TEST_P(Signature, KeepsVerifyingAfterRefusals)
{
    const keys::key key = test::trusted_key(id);
    const std::string good = sign(id, "message");
    std::string bad = good;
    bad.front() = static_cast<char>(bad.front() ^ 1);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(key.verifies(id, "message", good)) << i;
        ASSERT_FALSE(key.verifies(id, "message", bad)) << i;
        ASSERT_FALSE(key.verifies(id, "other", good)) << i;
        ASSERT_FALSE(key.verifies(id, "message", "")) << i;
    }
}

TEST_P(Signature, LeavesTheErrorQueueEmpty)
{
    const std::string zeros(sign(id, "message").size(), '\0');
    EXPECT_FALSE(verify_with_test_key(id, "message", zeros));
    EXPECT_EQ(ERR_peek_error(), 0u);
}

TEST_P(Signature, IsBoundToItsAlgorithm)
{
    for (const algorithm_traits& other : algorithm_table) {
        if (other.id == id)
            continue;
        SCOPED_TRACE(other.name);
        const std::string signature = sign(other.id, "message");
        EXPECT_FALSE(verify_with_test_key(id, "message", signature));
        if (GetParam().key == key_type::hmac) {
            EXPECT_FALSE(verify(other.id, test::hmac_key(id), "message", signature));
            continue;
        }
        const bool same_type = GetParam().key == other.key;
        EXPECT_EQ(verify(other.id, public_key(id), "message", signature), same_type);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Signature, testing::ValuesIn(algorithm_table), [](const auto& row) {
    return std::string(row.param.name);
});

TEST(SignatureContexts, AreBoundedAndSurviveManyKeys)
{
    const std::string signature = sign(algorithm::es256, "message");
    const crypto::public_key first = public_key(algorithm::es256);
    for (int i = 0; i < 300; ++i)
        ASSERT_TRUE(verify(algorithm::es256, public_key(algorithm::es256), "message", signature));
    EXPECT_TRUE(verify(algorithm::es256, first, "message", signature));
}

} // namespace
} // namespace postern::crypto
