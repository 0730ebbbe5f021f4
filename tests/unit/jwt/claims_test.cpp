#include <postern/codec/json_value.hpp>
#include <postern/jwt/claims.hpp>

#include <gtest/gtest.h>

#include <string>
#include <support/claims_text.hpp>

namespace postern::jwt {
namespace {

struct row
{
    const char* name;
    const char* claim;
    std::string value; // raw JSON
    errc reason{};     // none: accepted
};

const row rows[] = {
    {"exp as text", "exp", R"("9999999999")", errc::bad_claim_type},
    {"exp null", "exp", "null", errc::bad_claim_type},
    {"exp true", "exp", "true", errc::bad_claim_type},
    {"exp list", "exp", "[1800000600]", errc::bad_claim_type},
    {"exp object", "exp", "{}", errc::bad_claim_type},
    {"exp negative", "exp", "-1", errc::time_out_of_range},
    {"exp negative fraction", "exp", "-0.5", errc::time_out_of_range},
    {"exp last second of 9999", "exp", "253402300799"},
    {"exp first second of 10000", "exp", "253402300800", errc::time_out_of_range},
    {"exp 2^63", "exp", "9223372036854775808", errc::time_out_of_range},
    {"exp 2^64", "exp", "18446744073709551616", errc::time_out_of_range},
    {"exp 10^26", "exp", "99999999999999999999999999", errc::time_out_of_range},
    {"exp 1e300", "exp", "1e300", errc::time_out_of_range},
    {"exp 1e400 is no number", "exp", "1e400", errc::bad_claims_json},
    {"exp with fraction", "exp", "1800000600.9"},
    {"exp with exponent", "exp", "1.8e9"},
    {"exp zero", "exp", "0"},
    {"nbf as text", "nbf", R"("0")", errc::bad_claim_type},
    {"iat as text", "iat", R"("0")", errc::bad_claim_type},
    {"iss list", "iss", R"(["https://issuer.test"])", errc::bad_claim_type},
    {"iss null", "iss", "null", errc::bad_claim_type},
    {"iss with NUL", "iss", R"("https://issuer.test\u0000.evil")", errc::control_character},
    {"sub empty", "sub", R"("")", errc::bad_claim_type},
    {"sub number", "sub", "7", errc::bad_claim_type},
    {"sub with newline", "sub", R"("a\r\nX-Role: admin")", errc::control_character},
    {"sub with DEL", "sub", R"("a\u007f")", errc::control_character},
    {"sub beyond ASCII", "sub", R"("älice")"},
    {"jti empty", "jti", R"("")", errc::bad_claim_type},
    {"jti number", "jti", "1", errc::bad_claim_type},
    {"jti with space", "jti", R"("a b")", errc::bad_claim_type},
    {"jti beyond ASCII", "jti", R"("é")", errc::bad_claim_type},
    {"jti of 256", "jti", '"' + std::string(256, 'j') + '"'},
    {"jti of 257", "jti", '"' + std::string(257, 'j') + '"', errc::bad_claim_type},
    {"aud number", "aud", "1", errc::bad_claim_type},
    {"aud mixed list", "aud", R"(["api",1])", errc::bad_claim_type},
    {"aud nested list", "aud", R"([["api"]])", errc::bad_claim_type},
    {"aud object", "aud", R"({"0":"api"})", errc::bad_claim_type},
    {"aud empty list", "aud", "[]"},
    {"unknown claim of any kind", "x", R"({"deep":[1,2,{"er":null}]})"},
    {"long integer nobody reads", "x", "123456789012345678901234567890"},
    {"control character nobody reads", "x", R"("\u0000")"},
};

TEST(Claims, ReadRegisteredClaimsStrictly)
{
    for (const row& r : rows) {
        SCOPED_TRACE(r.name);
        const auto read = parse_claims(test::claims_text({{r.claim, r.value}}));
        if (r.reason == errc{})
            EXPECT_TRUE(read) << read.error().message();
        else
            EXPECT_EQ(read ? error_code() : read.error(), make_error_code(r.reason));
    }
}

TEST(Claims, MustBeOneObject)
{
    for (const char* text :
         {"", " ", "[]", "null", "1", "true", R"("x")", R"([{"sub":"a"}])", "{}{}", "{} x",
          "\xEF\xBB\xBF{}", R"({"sub":"a","sub":"a"})", R"({"sub":"a","s\u0075b":"b"})",
          R"({"a":{"b":1,"b":1}})", "{\"a\":\"\xff\"}", R"({"a":"\ud800"})", "{'a':1}",
          R"({"a":1,})", "{\"a\":NaN}"})
        EXPECT_EQ(parse_claims(text).error(), make_error_code(errc::bad_claims_json)) << text;
}

TEST(Claims, CutFractionsDownwards)
{
    const auto read = parse_claims(test::claims_text({{"exp", "1800000600.999"}}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->expires, 1800000600);
}

TEST(Claims, TakeThirtyTwoAudiencesAndNoMore)
{
    const auto audiences = [](int count) {
        std::string list = "[\"0\"";
        for (int i = 1; i != count; ++i)
            list += ",\"" + std::to_string(i) + '"';
        return test::claims_text({{"aud", list + "]"}});
    };
    EXPECT_TRUE(parse_claims(audiences(32)));
    EXPECT_FALSE(parse_claims(audiences(33)));
}

TEST(Claims, AreFoundByPath)
{
    const auto read = parse_claims(R"({"a":{"b":{"c":7}},"a.b":8,"n":null})");
    ASSERT_TRUE(read);
    const auto find = [&](std::vector<std::string> path) {
        return codec::find_member(read->all, path);
    };
    ASSERT_NE(find({"a", "b", "c"}), nullptr);
    EXPECT_EQ(*find({"a", "b", "c"}), 7);
    EXPECT_EQ(*find({"a.b"}), 8);
    EXPECT_EQ(find({"a", "x"}), nullptr);
    EXPECT_EQ(find({"a", "b", "c", "d"}), nullptr);
    EXPECT_EQ(find({"n", "x"}), nullptr);
    EXPECT_EQ(find({}), nullptr);
}

} // namespace
} // namespace postern::jwt
