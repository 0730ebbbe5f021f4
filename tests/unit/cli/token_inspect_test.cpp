#include <postern/codec/base64url.hpp>

#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string written(const std::string& header, const std::string& claims)
{
    return codec::base64url_encode(header) + '.' + codec::base64url_encode(claims) + ".c2VjcmV0";
}

const std::string good = written(
    R"({"alg":"RS256","kid":"k1"})", R"({"sub":"alice","iat":1893455400,"exp":1893459600.5})"
);

TEST(Inspect, SaysThatNothingWasVerified)
{
    const typed_outcome ended = type({"token", "inspect"}, good);
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, testing::StartsWith("NOTHING WAS VERIFIED"));
    EXPECT_THAT(ended.out, HasSubstr("\"alg\": \"RS256\"\n"));
    EXPECT_THAT(ended.out, HasSubstr("\"sub\": \"alice\"\n"));
}

TEST(Inspect, ShowsTimesForPeople)
{
    const std::string out = type({"token", "inspect"}, good).out;
    EXPECT_THAT(out, HasSubstr("\"iat\": 1893455400    (2029-12-31 23:50:00 UTC, 10m ago)\n"));
    EXPECT_THAT(out, HasSubstr("(2030-01-01 01:00:00 UTC, in 1h)\n"));
}

TEST(Inspect, NeverShowsTheTokenOrItsSignature)
{
    for (const std::string& token :
         {good, "  " + good + "\r\n", good + ".x.y", "." + good, good + "!", good.substr(2)}) {
        for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
                 {"token", "inspect"}, {"token", "inspect", "--json"}}) {
            const typed_outcome ended = type(words, token);
            EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("eyJ")));
            EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("c2VjcmV0")));
        }
    }
}

TEST(Inspect, ReadsAFile)
{
    const folder home;
    EXPECT_EQ(type({"token", "inspect", home.write("token", good + '\n')}).code, 0);
    EXPECT_EQ(type({"token", "inspect", "-"}, good).code, 0);
}

TEST(Inspect, JsonSaysItToo)
{
    const auto all = boost::json::parse(type({"token", "inspect", "--json"}, good).out);
    EXPECT_EQ(all.at("verified"), false);
    EXPECT_EQ(all.at("header").at("kid"), "k1");
    EXPECT_EQ(all.at("claims").at("sub"), "alice");
    EXPECT_TRUE(all.at("refused").is_null());
}

struct malformed_row
{
    const char* name;
    std::string token;
    const char* reason;
    bool shows; // something of it can still be read
};

class InspectMalformed : public testing::TestWithParam<malformed_row>
{
};

TEST_P(InspectMalformed, SaysWhyAndEndsWithOne)
{
    const typed_outcome ended = type({"token", "inspect"}, GetParam().token);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr(GetParam().reason));
    EXPECT_EQ(!ended.out.empty(), GetParam().shows) << ended.out;
}

INSTANTIATE_TEST_SUITE_P(
    Token, InspectMalformed,
    testing::ValuesIn(std::vector<malformed_row>{
        {"Nothing", "", "holds no token", false},
        {"WhiteSpace", " \n", "holds no token", false},
        {"OneSegment", "abc", "token_not_compact", false},
        {"TwoSegments", "eyJhIjoxfQ.e30", "token_not_compact", false},
        {"Encrypted", "a.b.c.d.e", "token_encrypted", false},
        {"BadAlphabet", "a+b.e30.c2ln", "token_bad_character", true},
        {"HeaderOfText", written("hello", "{}"), "header_bad_json", true},
        {"HeaderOfList", written("[]", "{}"), "header_bad_json", true},
        {"ClaimsOfText", written(R"({"alg":"RS256"})", "hello"), "claims_bad_json", true},
        {"NoAlgorithm", written("{}", "{}"), "algorithm_missing", true},
        {"AlgorithmNone", written(R"({"alg":"none"})", R"({"sub":"a"})"), "algorithm_none", true},
        {"OwnKey", written(R"({"alg":"RS256","jwk":{}})", "{}"), "header_embedded_key", true},
        {"DoubledClaim", written(R"({"alg":"RS256"})", R"({"sub":"a","sub":"b"})"),
         "claims_bad_json", true},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(Inspect, ClaimsCannotSteerTheTerminal)
{
    const std::string token = written(
        R"({"alg":"RS256"})", "{\"a\\u001b]0;x\\u0007\":\"\\u009b31m\",\"b\":\"x\\u202ey\\ntoken\"}"
    );
    const std::string out = type({"token", "inspect"}, token).out;
    EXPECT_THAT(out, Not(HasSubstr("\x1b")));
    EXPECT_THAT(out, Not(HasSubstr("\xc2\x9b")));
    EXPECT_THAT(out, Not(HasSubstr("\xe2\x80\xae")));
    EXPECT_THAT(out, Not(HasSubstr("\ntoken")));
}

TEST(Inspect, RefusesMoreThanATokenCanBe)
{
    const typed_outcome ended = type({"token", "inspect"}, std::string(300 * 1024, 'a'));
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("256KiB"));
}

} // namespace
} // namespace postern::cli
