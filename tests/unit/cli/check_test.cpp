#include "typed.hpp"

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

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
