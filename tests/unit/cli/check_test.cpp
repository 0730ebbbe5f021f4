#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include <thread>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Check, GoodConfigurationIsOneLine)
{
    const trusting_folder home;
    const typed_outcome ended = type({"check", "-c", home.configuration});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, StartsWith(home.configuration + ": can be served, "));
}

TEST(Check, SaysEveryProblemWithItsPlaceAndThenTheVerdict)
{
    const trusting_folder home("resolvr: {}\nlog: {level: loud}\n");
    const typed_outcome ended = type({"check", "-c", home.configuration});
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(home.configuration + ":7:1: resolvr: "));
    EXPECT_THAT(ended.err, HasSubstr(home.configuration + ":8:14: log.level: "));
    EXPECT_THAT(ended.err, HasSubstr(home.configuration + ": cannot be served, 2 errors, "));
}

// `check -c <(...)`, `... | check -c -`: read as if they lay in this folder.
TEST(Check, ReadsPipesAndStandardInput)
{
    const trusting_folder keys;
    const std::string text =
        "issuers: [{name: a, audience: b, algorithms: EdDSA, keys: {jwks_file: " +
        keys.file("jwks.json") + "}}]\n";
    const typed_outcome typed = type({"check", "-c", "-"}, text);
    EXPECT_EQ(typed.code, 0) << typed.err;
    EXPECT_EQ(type({"check", "-c", "-"}, "a: 1\n").code, 1);

    const std::string pipe = keys.file("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    std::thread writer([&] { std::ofstream(pipe) << text; });
    const typed_outcome piped = type({"check", "-c", pipe});
    writer.join();
    EXPECT_EQ(piped.code, 0) << piped.err;
    EXPECT_THAT(piped.out, StartsWith(pipe + ": can be served, "));
}

// Every command that reads a configuration says why none of the keys can be used.
TEST(Check, NamesTheReasonOfEachKeyThatCannotBeUsed)
{
    const trusting_folder home;
    home.write("jwks.json", R"({"keys": [{"kty": "RSA", "kid": "a\u001b[2J"}, {"kty": "LWE"}]})");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"check", "-c", home.configuration},
             {"token", "verify", "-c", home.configuration},
             {"explain", "-c", home.configuration, "--endpoint", "/authz/nginx"}}) {
        const typed_outcome ended = type(words, "a.b.c");
        EXPECT_EQ(ended.code, 1);
        EXPECT_THAT(ended.err, HasSubstr("no usable key: key `a\\u001b[2J`: "));
        EXPECT_THAT(ended.err, HasSubstr("; key without kid: key type or curve "));
    }
}

TEST(Check, MarksWarnings)
{
    const folder home;
    const trusting_folder keys;
    const std::string file = home.write(
        "postern.yaml", "issuers:\n  - name: main\n    algorithms: EdDSA\n    keys: {jwks_file: " +
                            keys.file("jwks.json") + "}\n"
    );
    const typed_outcome ended = type({"check", "-c", file});
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("(warning)\n"));
    EXPECT_THAT(ended.err, testing::Not(HasSubstr("errors")));
}

TEST(Check, JsonIsAListWithTheSamePlaces)
{
    const trusting_folder home("resolvr: {}\n");
    const typed_outcome ended = type({"check", "-c", home.configuration, "--json"});
    EXPECT_EQ(ended.code, 1);
    const auto list = boost::json::parse(ended.out).as_array();
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].at("severity"), "error");
    EXPECT_EQ(list[0].at("file").as_string(), home.configuration);
    EXPECT_EQ(list[0].at("line"), 7);
    EXPECT_EQ(list[0].at("column"), 1);
    EXPECT_EQ(list[0].at("path"), "resolvr");
    EXPECT_FALSE(list[0].at("text").as_string().empty());
}

TEST(Check, JsonOfAGoodConfigurationIsAListToo)
{
    const trusting_folder home;
    const typed_outcome ended = type({"check", "-c", home.configuration, "--json"});
    EXPECT_EQ(ended.code, 0);
    const boost::json::value problems = boost::json::parse(ended.out);
    for (const auto& problem : problems.as_array())
        EXPECT_EQ(problem.at("severity"), "warning");
}

} // namespace
} // namespace postern::cli
