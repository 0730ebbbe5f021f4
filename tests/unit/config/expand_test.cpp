#include "expand.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace postern::config {
namespace {

std::optional<std::string> lookup(const std::string& name)
{
    static const std::map<std::string, std::string> variables{
        {"HOST", "app.example.com"}, {"EMPTY", ""}, {"_x9", "nine"}, {"LOOP", "${HOST}"}};
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
}

TEST(Expand, ReplacesVariables)
{
    struct row
    {
        std::string text;
        std::string expected;
    };
    const std::vector<row> rows{
        {"", ""},
        {"plain", "plain"},
        {"${HOST}", "app.example.com"},
        {"https://${HOST}/a", "https://app.example.com/a"},
        {"${_x9}${_x9}", "ninenine"},
        {"${NONE:-other}", "other"},
        {"${NONE:-https://a.example:8443/x-y}", "https://a.example:8443/x-y"},
        {"${NONE:-}", ""},
        {"${HOST:-other}", "app.example.com"},
        {"${EMPTY}", ""},
        {"${EMPTY:-other}", "other"},
        {"$${HOST}", "${HOST}"},
        {"a$${b}${_x9}", "a${b}nine"},
        {"$HOST $ $$", "$HOST $ $$"},
        {"${LOOP}", "${HOST}"},
    };
    for (const row& r : rows) {
        SCOPED_TRACE(r.text);
        const expansion done = expand(r.text, lookup);
        EXPECT_EQ(done.flaw, "");
        EXPECT_EQ(done.text, r.expected);
    }
}

TEST(Expand, RefusesWhatItCannotReplace)
{
    EXPECT_EQ(expand("${HOST", lookup).flaw, "`${` without its `}`");
    EXPECT_EQ(expand("${NONE}", lookup).culprit, "NONE");
    for (const char* const bad : {"${}", "${1A}", "${A B}", "${A-b}", "${A:b}", "${:-b}", "${-}"})
        EXPECT_NE(expand(bad, lookup).flaw.find("without a name"), std::string::npos) << bad;
}

} // namespace
} // namespace postern::config
