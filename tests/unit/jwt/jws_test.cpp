#include <postern/codec/base64url.hpp>
#include <postern/jwt/jws.hpp>

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace postern::jwt {
namespace {

using codec::base64url_encode;

std::string compact(const std::string& header, const std::string& payload = "{}")
{
    return base64url_encode(header) + '.' + base64url_encode(payload) + ".c2ln";
}

struct refused
{
    const char* name;
    std::string text;
    errc reason;
};

void PrintTo(const refused& row, std::ostream* out)
{
    *out << row.name;
}

class JwsRefuses : public testing::TestWithParam<refused>
{
};

TEST_P(JwsRefuses, ForItsReason)
{
    const auto parsed = parse_jws(GetParam().text);
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error(), make_error_code(GetParam().reason)) << parsed.error().message();
}

const std::string good_header = base64url_encode(R"({"alg":"RS256"})");

INSTANTIATE_TEST_SUITE_P(
    Structure, JwsRefuses,
    testing::Values(
        refused{"Empty", "", errc::not_compact}, refused{"OneSegment", "abcd", errc::not_compact},
        refused{"TwoSegments", "abcd.abcd", errc::not_compact},
        refused{"FourSegments", "abcd.abcd.abcd.abcd", errc::not_compact},
        refused{"FiveSegmentsAreJwe", "abcd.abcd.abcd.abcd.abcd", errc::jwe},
        refused{"SixSegments", "a.b.c.d.e.f", errc::not_compact},
        refused{"OnlyDots", std::string(8000, '.'), errc::not_compact},
        refused{"EmptyHeader", ".e30.c2ln", errc::not_compact},
        refused{"EmptySignature", good_header + ".e30.", errc::not_compact},
        refused{"StrayDotInFront", "." + good_header + ".e30.c2ln", errc::not_compact},
        refused{"TooLong", std::string(8193, 'a'), errc::too_long},
        refused{"Padding", good_header + ".e30=.c2ln", errc::bad_character},
        refused{"Plus", good_header + ".e30+.c2ln", errc::bad_character},
        refused{"Space", good_header + ".e30 .c2ln", errc::bad_character},
        refused{"Nul", good_header + ".e30." + std::string(1, '\0'), errc::bad_character},
        refused{"NewlineAtEnd", good_header + ".e30.c2ln\n", errc::bad_character},
        refused{
            "JsonSerialization", R"({"payload":"e30","signature":"c2ln"})", errc::bad_character},
        refused{"LengthOneModFour", good_header + ".e30.c2lna", errc::bad_base64url},
        refused{
            "SlackBits",
            good_header + ".e30.c2ln"
                          "AB",
            errc::bad_base64url}
    ),
    [](const auto& row) { return row.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Header, JwsRefuses,
    testing::Values(
        refused{"NotJson", compact("alg"), errc::bad_header_json},
        refused{"Array", compact("[]"), errc::bad_header_json},
        refused{"TwoObjects", compact(R"({"alg":"RS256"}{"alg":"none"})"), errc::bad_header_json},
        refused{"DuplicateAlg", compact(R"({"alg":"RS256","alg":"none"})"), errc::bad_header_json},
        refused{
            "DuplicateEscaped", compact(R"({"alg":"RS256","\u0061lg":"none"})"),
            errc::bad_header_json},
        refused{"NoAlg", compact(R"({"typ":"JWT"})"), errc::algorithm_missing},
        refused{"AlgNumber", compact(R"({"alg":256})"), errc::bad_header_member},
        refused{"AlgNull", compact(R"({"alg":null})"), errc::bad_header_member},
        refused{"AlgList", compact(R"({"alg":["RS256"]})"), errc::bad_header_member},
        refused{"None", compact(R"({"alg":"none"})"), errc::algorithm_none},
        refused{"NoneInCapitals", compact(R"({"alg":"NONE"})"), errc::algorithm_none},
        refused{"NoneMixed", compact(R"({"alg":"nOnE"})"), errc::algorithm_none},
        refused{"NoneEscaped", compact(R"({"alg":"\u006eone"})"), errc::algorithm_none},
        refused{"NoneWithNul", compact(R"({"alg":"none\u0000"})"), errc::algorithm_unknown},
        refused{"NoneWithSpace", compact(R"({"alg":"none "})"), errc::algorithm_unknown},
        refused{"LowerCase", compact(R"({"alg":"rs256"})"), errc::algorithm_unknown},
        refused{"Unregistered", compact(R"({"alg":"ES521"})"), errc::algorithm_unknown},
        refused{
            "Crit", compact(R"({"alg":"RS256","crit":["exp"],"exp":1})"), errc::critical_header},
        refused{"CritEmpty", compact(R"({"alg":"RS256","crit":[]})"), errc::critical_header},
        refused{"CritText", compact(R"({"alg":"RS256","crit":"exp"})"), errc::critical_header},
        refused{"B64False", compact(R"({"alg":"RS256","b64":false})"), errc::critical_header},
        refused{"B64True", compact(R"({"alg":"RS256","b64":true})"), errc::critical_header},
        refused{"Zip", compact(R"({"alg":"RS256","zip":"DEF"})"), errc::critical_header},
        refused{"Jwk", compact(R"({"alg":"RS256","jwk":{}})"), errc::embedded_key},
        refused{"X5c", compact(R"({"alg":"RS256","x5c":[]})"), errc::embedded_key},
        refused{"Enc", compact(R"({"alg":"RS256","enc":"A128GCM"})"), errc::encryption_header},
        refused{"P2c", compact(R"({"alg":"RS256","p2c":2147483648})"), errc::encryption_header},
        refused{"KidNumber", compact(R"({"alg":"RS256","kid":1})"), errc::bad_header_member},
        refused{"KidNull", compact(R"({"alg":"RS256","kid":null})"), errc::bad_header_member},
        refused{"KidEmpty", compact(R"({"alg":"RS256","kid":""})"), errc::bad_header_member},
        refused{
            "KidControl", compact(R"({"alg":"RS256","kid":"a\r\nb"})"), errc::bad_header_member},
        refused{"KidNotAscii", compact(R"({"alg":"RS256","kid":"é"})"), errc::bad_header_member},
        refused{
            "KidTooLong", compact(R"({"alg":"RS256","kid":")" + std::string(257, 'k') + "\"}"),
            errc::bad_header_member},
        refused{"TypObject", compact(R"({"alg":"RS256","typ":{}})"), errc::bad_header_member},
        refused{"CtyNumber", compact(R"({"alg":"RS256","cty":1})"), errc::bad_header_member},
        refused{"CtyJwt", compact(R"({"alg":"RS256","cty":"JWT"})"), errc::nested_token},
        refused{"CtyJwtLower", compact(R"({"alg":"RS256","cty":"jwt"})"), errc::nested_token},
        refused{
            "CtyMediaType", compact(R"({"alg":"RS256","cty":"application/jwt"})"),
            errc::nested_token}
    ),
    [](const auto& row) { return row.param.name; }
);

TEST(Jws, TakesApartWhatItAccepts)
{
    const std::string text = compact(R"({"alg":"ES256","kid":"k 1","typ":"at+jwt"})", R"({"a":1})");
    const auto parsed = parse_jws(text);
    ASSERT_TRUE(parsed) << parsed.error().message();
    EXPECT_EQ(parsed->header.algorithm, crypto::algorithm::es256);
    EXPECT_EQ(parsed->header.kid, "k 1");
    EXPECT_EQ(parsed->header.type, "at+jwt");
    EXPECT_EQ(parsed->payload, R"({"a":1})");
    EXPECT_EQ(parsed->signature, "sig");
    EXPECT_EQ(parsed->signing_input, text.substr(0, text.rfind('.')));
}

TEST(Jws, IgnoresWhereAHeaderSaysAKeyCouldBeFetched)
{
    for (const char* member : {"jku", "x5u", "x5t", "x5t#S256"})
        EXPECT_TRUE(
            parse_jws(compact(R"({"alg":"RS256",")" + std::string(member) + R"(":"https://evil"})"))
        ) << member;
}

TEST(Jws, CountsHeaderMembers)
{
    const auto header = [](int members) {
        std::string text = R"({"alg":"RS256")";
        for (int i = 1; i != members; ++i)
            text += ",\"m" + std::to_string(i) + "\":0";
        return compact(text + "}");
    };
    EXPECT_TRUE(parse_jws(header(32)));
    EXPECT_FALSE(parse_jws(header(33)));
}

TEST(Jws, TakesATokenOfExactlyTheLimit)
{
    const std::string text = compact(R"({"alg":"RS256"})");
    EXPECT_TRUE(parse_jws(text, text.size()));
    EXPECT_FALSE(parse_jws(text, text.size() - 1));
}

} // namespace
} // namespace postern::jwt
