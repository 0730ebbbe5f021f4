#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

struct wrong_row
{
    const char* name;
    std::vector<std::string> words;
    const char* says;
};

class WrongUsage : public testing::TestWithParam<wrong_row>
{
};

TEST_P(WrongUsage, EndsWithTwoAndSaysWhere)
{
    const typed_outcome ended = type(GetParam().words);
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
    EXPECT_THAT(ended.err, HasSubstr(" --help\n"));
}

const std::string token = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2VjcmV0";

INSTANTIATE_TEST_SUITE_P(
    Usage, WrongUsage,
    testing::ValuesIn(std::vector<wrong_row>{
        {"NoCommand", {}, "postern: "},
        {"UnknownCommand",
         {"sevre"},
         "postern: sevre is not a command; the commands are serve, check, explain"},
        {"UnknownInnerCommand",
         {"token", "vrify", "x"},
         "postern token: vrify is not a command; the commands are mint"},
        {"UnknownWord", {"--jsn"}, "postern: --jsn is not a command"},
        {"UnknownOption", {"check", "-c", "x", "--jsn"}, "--jsn"},
        {"NoConfiguration", {"check"}, "--config"},
        {"NoKeyCommand", {"key"}, "postern key: "},
        {"NoTokenCommand", {"token"}, "postern token: "},
        {"NoProxy", {"snippet"}, "postern snippet: "},
        {"NoEndpoint", {"explain", "-c", "x"}, "--endpoint"},
        {"KeyNowhere", {"key", "generate"}, "--out"},
        {"KeyPairOfSharedSecret",
         {"key", "generate", "--algorithm", "HS256", "--out", "x"},
         "openssl rand"},
        {"UnknownAlgorithm", {"key", "generate", "--algorithm", "rs256", "--out", "x"}, "RS256"},
        {"NoneAlgorithm", {"token", "mint", "--algorithm", "none", "--key", "x"}, "RS256"},
        {"ShortRsaKey", {"key", "generate", "--bits", "1024", "--out", "x"}, "2048"},
        {"BitsOfNothing", {"key", "generate", "--bits", "many", "--out", "x"}, "--bits"},
        {"NoIdToRemove", {"revocation", "remove"}, "expected an ID"},
        {"NoId", {"session", "revoke"}, "expected an ID or --user"},
        {"NoIdButAnOption", {"session", "revoke", "-x"}, "not expected: -x"},
        {"TwoIds", {"session", "revoke", "a", "b"}, "not expected: b"},
        {"TokenAsFile", {"token", "inspect", token}, "keeps arguments in its history"},
        {"TokenAsFileToVerify",
         {"token", "inspect", "--json", token},
         "keeps arguments in its history"},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(Usage, NeverRepeatsATokenThatWasAnArgument)
{
    const std::vector<std::vector<std::string>> lines{
        {"token", "inspect", token},
        {"token", "inspect", "-", token},
        {"token", "verify", "-c", "x", "-", token},
        {"token", "verify", "--token=" + token},
        {"explain", "-c", "x", "--endpoint", "/", "Bearer " + token},
        {token},
    };
    for (const auto& words : lines) {
        SCOPED_TRACE(words.front() + " with " + std::to_string(words.size()) + " words");
        const typed_outcome ended = type(words);
        EXPECT_EQ(ended.code, 2);
        EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("eyJ")));
        EXPECT_THAT(ended.out + ended.err, Not(HasSubstr("c2VjcmV0")));
    }
}

// Where a file is meant: names beyond 255 octets are no names for the system.
TEST(Usage, NeverRepeatsASecretGivenForAFile)
{
    const trusting_folder home;
    const std::string long_token = token + std::string(700, 'A');
    const std::string admin_token = "1mYq_0fZ-Tz3aPq7xV9sK2bL4nM6cR8dW5eT3uJ1oG0";
    for (const std::string& hidden :
         {token, long_token, admin_token, admin_token + '/' + admin_token}) {
        const std::vector<std::vector<std::string>> lines{
            {"token", "verify", "-c", home.configuration, hidden},
            {"token", "inspect", hidden},
            {"token", "revoke", hidden},
            {"token", "revoke", "x", "--token-file", hidden},
            {"session", "list", "--user", "x", "--token-file", hidden},
            {"token", "mint", "--key", hidden},
            {"token", "verify", "-c", hidden},
            {"explain", "-c", home.configuration, "--endpoint", "/resolve", "--token-file", hidden},
            {"check", "-c", hidden},
            {"serve", "-c", hidden},
            {"token", "inspect", "-", hidden},
            {hidden},
        };
        for (const auto& words : lines) {
            SCOPED_TRACE(words.front() + " with " + std::to_string(words.size()) + " words");
            const typed_outcome ended = type(words);
            EXPECT_NE(ended.code, 0);
            EXPECT_THAT(ended.out + ended.err, Not(HasSubstr(hidden.substr(0, 16))));
            EXPECT_THAT(ended.out + ended.err, Not(HasSubstr(hidden.substr(hidden.size() - 16))));
        }
    }
}

TEST(Usage, AFileThatIsThereMayHaveAnyName)
{
    const trusting_folder home;
    const std::string file = home.write("1mYq_0fZ-Tz3aPq7xV9sK2bL4nM6cR8d", home.mint());
    EXPECT_EQ(type({"token", "verify", "-c", home.configuration, file}).code, 0);
}

TEST(Usage, MissingFileIsAFailureWithItsName)
{
    const std::vector<std::vector<std::string>> lines{
        {"check", "-c", "/nowhere/postern.yaml"},
        {"explain", "-c", "/nowhere/postern.yaml", "--endpoint", "/authz/nginx"},
        {"snippet", "nginx", "-c", "/nowhere/postern.yaml"},
        {"token", "verify", "-c", "/nowhere/postern.yaml"},
        {"token", "inspect", "/nowhere/token"},
        {"token", "mint", "--key", "/nowhere/key.pem"},
        {"key", "generate", "--algorithm", "EdDSA", "--out", "/nowhere/key.pem"},
    };
    for (const auto& words : lines) {
        SCOPED_TRACE(words.front() + ' ' + words.at(1));
        const typed_outcome ended = type(words);
        EXPECT_EQ(ended.code, 1);
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr("/nowhere/"));
    }
}

TEST(Usage, VersionIsOneLine)
{
    const typed_outcome ended = type({"--version"});
    EXPECT_EQ(ended.code, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("postern [0-9.]+\n"));
}

TEST(Usage, EveryCommandHasHelpWithExamples)
{
    const std::vector<std::vector<std::string>> commands{
        {"serve"},           {"check"},         {"explain"},          {"snippet", "nginx"},
        {"key", "generate"}, {"token", "mint"}, {"token", "inspect"}, {"token", "verify"},
    };
    for (auto words : commands) {
        std::string name = "postern";
        for (const std::string& word : words)
            name += ' ' + word;
        SCOPED_TRACE(name);
        words.push_back("--help");
        const typed_outcome ended = type(words);
        EXPECT_EQ(ended.code, 0);
        EXPECT_EQ(ended.err, "");
        EXPECT_THAT(ended.out, HasSubstr("Usage: " + name));
        EXPECT_THAT(ended.out, HasSubstr("Examples:\n  " + name));
    }
}

TEST(Usage, HelpOfTheProgramNamesEveryCommand)
{
    const std::string help = type({"--help"}).out;
    for (const char* name : {"serve", "check", "explain", "snippet", "key", "token"})
        EXPECT_THAT(help, HasSubstr("\n  " + std::string(name) + ' '));
}

} // namespace
} // namespace postern::cli
