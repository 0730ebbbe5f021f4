#include <postern/keys/key_set.hpp>

#include <gtest/gtest.h>

#include <support/mint.hpp>

namespace postern::keys {
namespace {

using crypto::algorithm;
using crypto::algorithm_set;
using test::trusted_key;

TEST(KeySet, FindsByExactKid)
{
    const key_set set =
        key_set::from_keys({trusted_key(algorithm::rs256, "b"), trusted_key(algorithm::es256, "a"),
                            trusted_key(algorithm::eddsa, "")})
            .value();
    ASSERT_NE(set.find("a"), nullptr);
    EXPECT_EQ(set.find("a")->algorithms, algorithm_set{algorithm::es256});
    EXPECT_EQ(set.find("b")->algorithms, algorithm_set{algorithm::rs256});
    for (const std::string_view kid : {"", "A", "a ", "aa", "c", "ab"})
        EXPECT_EQ(set.find(kid), nullptr) << kid;
    EXPECT_EQ(set.find(std::string_view("a\0", 2)), nullptr);
    EXPECT_EQ(key_set().find("a"), nullptr);
}

TEST(KeySet, RefusesWhatCannotBeChosenFrom)
{
    const key rsa = trusted_key(algorithm::rs256, "a");
    const key same_name = trusted_key(algorithm::es256, "a");
    const key same_key = trusted_key(algorithm::ps256, "b");
    const key nameless = trusted_key(algorithm::rs256);
    const key secret = trusted_key(algorithm::hs256, "c");
    EXPECT_EQ(key_set::from_keys({}).error(), errc::no_usable_key);
    EXPECT_EQ(key_set::from_keys({rsa, same_name}).error(), errc::duplicate_kid);
    EXPECT_EQ(key_set::from_keys({rsa, same_key}).error(), errc::duplicate_key);
    EXPECT_EQ(key_set::from_keys({rsa, nameless}).error(), errc::duplicate_key);
    EXPECT_EQ(key_set::from_keys({nameless, nameless}).error(), errc::duplicate_key);
    EXPECT_EQ(key_set::from_keys({rsa, secret}).error(), errc::mixed_secrets);
    EXPECT_TRUE(key_set::from_keys({secret}));
}

TEST(Key, VerifiesOnlyWhatItIsPinnedTo)
{
    const std::string signature = test::sign(algorithm::ps256, "message");
    const key pinned{"a", test::public_key(algorithm::rs256), {algorithm::rs256}};
    const key both{"a", test::public_key(algorithm::rs256), {algorithm::rs256, algorithm::ps256}};
    const key none{"a", test::public_key(algorithm::rs256), {}};
    EXPECT_FALSE(pinned.verifies(algorithm::ps256, "message", signature));
    EXPECT_TRUE(both.verifies(algorithm::ps256, "message", signature));
    EXPECT_FALSE(none.verifies(algorithm::ps256, "message", signature));
}

TEST(Kid, IsShortPrintableAscii)
{
    for (const std::string& kid : {std::string("a"), std::string(256, 'k'), std::string(" ~")})
        EXPECT_TRUE(is_kid(kid)) << kid;
    for (const std::string& kid :
         {std::string(), std::string(257, 'k'), std::string("a\x7f"), std::string("\t"),
          std::string(1, '\0'), std::string("\xC3\xA9")})
        EXPECT_FALSE(is_kid(kid)) << kid;
}

} // namespace
} // namespace postern::keys
