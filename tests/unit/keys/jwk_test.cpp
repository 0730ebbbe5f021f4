#include <postern/keys/jwks.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <support/mint.hpp>

namespace postern::keys {
namespace {

namespace json = boost::json;
using crypto::algorithm;

TEST(Jwk, IsWrittenAsItIsRead)
{
    const key one{"my \"kid\"", test::public_key(algorithm::rs256), {algorithm::rs256}};
    const auto text = json::parse(to_jwk(one)).as_object();
    EXPECT_EQ(text.at("kty"), "RSA");
    EXPECT_EQ(text.at("use"), "sig");
    EXPECT_EQ(text.at("alg"), "RS256");
    EXPECT_EQ(text.at("kid"), "my \"kid\"");
    EXPECT_EQ(text.at("e"), "AQAB");
    EXPECT_EQ(text.size(), 6u);

    const key several{"", test::public_key(algorithm::rs256), {algorithm::rs256, algorithm::ps256}};
    const auto bare = json::parse(to_jwk(several)).as_object();
    EXPECT_FALSE(bare.contains("alg"));
    EXPECT_FALSE(bare.contains("kid"));
}

// RFC 8037 appendix A.3.
TEST(Thumbprint, IsTheStandardsExample)
{
    const auto x = codec::base64url_decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").value();
    EXPECT_EQ(
        thumbprint(crypto::public_key::from_ed25519(x).value()),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

TEST(Thumbprint, IsOfTheKeyAlone)
{
    EXPECT_EQ(
        thumbprint(test::public_key(algorithm::es256)),
        thumbprint(test::public_key(algorithm::es256))
    );
    EXPECT_NE(
        thumbprint(test::public_key(algorithm::es256)),
        thumbprint(test::other_signing_key(algorithm::es256).public_part().value())
    );
    EXPECT_EQ(thumbprint(test::public_key(algorithm::es512)).size(), 43u);
}

} // namespace
} // namespace postern::keys
