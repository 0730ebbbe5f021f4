#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// What `token inspect --json` reads from a token.
boost::json::object read(const std::string& token)
{
    return boost::json::parse(type({"token", "inspect", "--json"}, token).out).as_object();
}

struct claim_row
{
    const char* name;
    std::vector<std::string> words;
    const char* claim;
    const char* value; // JSON; empty: absent
};

class MintedClaim : public testing::TestWithParam<claim_row>
{
};

TEST_P(MintedClaim, IsThere)
{
    const trusting_folder home;
    auto words = GetParam().words;
    if (words.size() == 2 && words[0] == "--claims-file")
        words[1] = home.write("claims.json", words[1]);
    const auto claims = read(home.mint(words)).at("claims").as_object();
    const auto* found = claims.if_contains(GetParam().claim);
    EXPECT_EQ(found == nullptr ? "" : boost::json::serialize(*found), GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    Token, MintedClaim,
    testing::ValuesIn(std::vector<claim_row>{
        {"IssuedNow", {}, "iat", "1893456000"},
        {"ExpiresInTenMinutes", {}, "exp", "1893456600"},
        {"ExpiresWhenWanted", {"--expires-in", "24h"}, "exp", "1893542400"},
        {"Issuer", {}, "iss", "\"https://id.example.com\""},
        {"Subject", {}, "sub", "\"alice\""},
        {"OneAudienceIsText", {}, "aud", "\"https://api.example.com\""},
        {"TwoAudiencesAreAList", {"--audience", "b"}, "aud", "[\"https://api.example.com\",\"b\"]"},
        {"ClaimOfText", {"--claim", "tier=\"gold\""}, "tier", "\"gold\""},
        {"ClaimWithEqualsSigns", {"--claim", "q=\"a=b=c\""}, "q", "\"a=b=c\""},
        {"ClaimOfList",
         {"--claim", "https://x/roles=[\"a\",\"b\"]"},
         "https://x/roles",
         "[\"a\",\"b\"]"},
        {"ClaimOfNull", {"--claim", "n=null"}, "n", "null"},
        {"LargeIntegerStaysExact", {"--claim", "n=9007199254740993"}, "n", "9007199254740993"},
        {"ClaimStandsOverOption", {"--claim", "sub=\"bob\""}, "sub", "\"bob\""},
        {"LastClaimStands", {"--claim", "n=1", "--claim", "n=2"}, "n", "2"},
        {"WithoutExpiry", {"--without", "exp"}, "exp", ""},
        {"FileGivesClaims", {"--claims-file", "{\"tier\":\"gold\"}"}, "tier", "\"gold\""},
        {"FileStandsOverDefault", {"--claims-file", "{\"exp\":5}"}, "exp", "5"},
        {"OptionStandsOverFile", {"--claims-file", "{\"sub\":\"x\"}"}, "sub", "\"alice\""},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(Mint, PrintsTheTokenAlone)
{
    const trusting_folder home;
    const typed_outcome ended =
        type({"token", "mint", "--algorithm", "EdDSA", "--key", home.file("key.pem")});
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(
        ended.out, testing::MatchesRegex("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\n")
    );
}

TEST(Mint, GivesEachTokenItsOwnId)
{
    const trusting_folder home;
    const auto first = read(home.mint()).at("claims").at("jti");
    const auto second = read(home.mint()).at("claims").at("jti");
    EXPECT_EQ(first.as_string().size(), 22U); // 16 octets
    EXPECT_NE(first, second);
}

TEST(Mint, NamesTheKeyByItsThumbprintUnlessToldOtherwise)
{
    const trusting_folder home;
    EXPECT_EQ(read(home.mint()).at("header").at("kid").as_string(), home.kid);
    EXPECT_EQ(read(home.mint({"--kid", "k1"})).at("header").at("kid"), "k1");
    EXPECT_FALSE(read(home.mint({"--kid", ""})).at("header").as_object().contains("kid"));
}

TEST(Mint, WritesTheTypeThatIsWanted)
{
    const trusting_folder home;
    EXPECT_EQ(read(home.mint()).at("header").at("typ"), "JWT");
    EXPECT_EQ(read(home.mint({"--typ", "at+jwt"})).at("header").at("typ"), "at+jwt");
    EXPECT_FALSE(read(home.mint({"--typ", ""})).at("header").as_object().contains("typ"));
}

struct refused_row
{
    const char* name;
    std::vector<std::string> words;
    int code;
    const char* says;
};

class MintRefusal : public testing::TestWithParam<refused_row>
{
};

TEST_P(MintRefusal, MakesNoToken)
{
    const trusting_folder home;
    auto words = GetParam().words;
    for (std::string& word : words)
        if (word.rfind("file:", 0) == 0)
            word = home.write("input", word.substr(5));
    std::vector<std::string> line{"token", "mint"};
    if (std::find(words.begin(), words.end(), "--key") == words.end())
        words.insert(words.begin(), {"--key", home.file("key.pem"), "--algorithm", "EdDSA"});
    line.insert(line.end(), words.begin(), words.end());
    const typed_outcome ended = type(line);
    EXPECT_EQ(ended.code, GetParam().code);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
    EXPECT_THAT(ended.err, Not(HasSubstr("hunter2")));
}

INSTANTIATE_TEST_SUITE_P(
    Token, MintRefusal,
    testing::ValuesIn(std::vector<refused_row>{
        {"ClaimWithoutValue", {"--claim", "tier"}, 2, "name=json"},
        {"ClaimWithoutName", {"--claim", "=1"}, 2, "name=json"},
        {"ClaimOfBareText", {"--claim", "tier=gold"}, 2, "quotes"},
        {"ClaimThatSmugglesAnother", {"--claim", "a=1,\"sub\":\"root\""}, 2, "a"},
        {"LifeWithoutUnit", {"--expires-in", "10"}, 2, "10m"},
        {"NoLife", {"--expires-in", "0s"}, 2, "10m"},
        {"LifeBelowASecond", {"--expires-in", "400ms"}, 2, "10m"},
        {"ClaimsFileOfList", {"--claims-file", "file:[1]"}, 1, "input"},
        {"ClaimsFileWithDoubledName", {"--claims-file", "file:{\"a\":1,\"a\":2}"}, 1, "input"},
        {"KeyThatIsNone", {"--key", "file:hunter2"}, 1, "--key"},
        {"SecretTooShort", {"--algorithm", "HS256", "--key", "file:hunter2"}, 1, "--key"},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(Mint, RefusesAKeyOfAnotherTypeThanTheAlgorithm)
{
    const trusting_folder home;
    for (const char* other : {"RS256", "ES256", "PS384"}) {
        const typed_outcome ended =
            type({"token", "mint", "--key", home.file("key.pem"), "--algorithm", other});
        EXPECT_EQ(ended.code, 1) << other;
        EXPECT_EQ(ended.out, "") << other;
    }
}

} // namespace
} // namespace postern::cli
