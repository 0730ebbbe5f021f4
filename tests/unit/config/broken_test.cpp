// Each row is a file with one mistake; exactly one problem must be found, at its place, and no
// second one that only follows from it.
#include "broken_rows.hpp"
#include "workspace.hpp"

#include <gtest/gtest.h>

namespace postern::test {

void PrintTo(const broken_row& r, std::ostream* out)
{
    *out << r.name;
}

namespace {

class Broken : public testing::TestWithParam<broken_row>
{
};

TEST_P(Broken, IsReportedAtItsPlaceAndOnce)
{
    const broken_row& expected = GetParam();
    const config::loaded found = shared_workspace().load(expected.text);
    EXPECT_FALSE(found.value);
    ASSERT_EQ(found.errors.size(), 1u) << lines(found.errors);
    const config::problem& problem = found.errors.front();
    EXPECT_EQ(problem.line, expected.line) << problem.line_text();
    EXPECT_EQ(problem.column, expected.column) << problem.line_text();
    EXPECT_EQ(problem.path, expected.path);
    EXPECT_NE(problem.text.find(expected.fragment), std::string::npos) << problem.text;
}

std::string name_of(const testing::TestParamInfo<broken_row>& at)
{
    return at.param.name;
}

INSTANTIATE_TEST_SUITE_P(Service, Broken, testing::ValuesIn(broken_service_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Issuers, Broken, testing::ValuesIn(broken_issuer_rows()), name_of);
INSTANTIATE_TEST_SUITE_P(Sessions, Broken, testing::ValuesIn(broken_session_rows()), name_of);

TEST(Broken, FileIsReportedWhole)
{
    const config::loaded found = config::load_file("/nonexistent/postern.yaml");
    ASSERT_EQ(found.errors.size(), 1u);
    EXPECT_EQ(
        found.errors[0].line_text(),
        "/nonexistent/postern.yaml: the file cannot be read: No such file or directory"
    );
}

TEST(Broken, FileIsTooLarge)
{
    const workspace own;
    own.write("large.yaml", std::string(1024 * 1024 + 1, '#'));
    const config::loaded found = config::load_file(own.folder() / "large.yaml");
    ASSERT_EQ(found.errors.size(), 1u);
    EXPECT_EQ(found.errors[0].text, "the file cannot be read: it has more than 1MiB");
}

TEST(Broken, ShowsAllProblemsOfOneFileInOrder)
{
    const config::loaded found = shared_workspace().load("resolver:\n"
                                                         "  listen: here\n"
                                                         "  deadlin: 1s\n"
                                                         "  limits: {head: 1}\n"
                                                         "log: {level: loud, format: text}\n"
                                                         "issuers:\n"
                                                         "  - name: a\n"
                                                         "    algorithms: [none]\n"
                                                         "    keys: {jwks_file: none.json}\n"
                                                         "  - name: a\n"
                                                         "    keys: {jwks_file: none.json}\n"
                                                         "log: {}\n");
    std::string places;
    for (const config::problem& problem : found.errors)
        places += std::to_string(problem.line) + ':' + std::to_string(problem.column) + ' ';
    EXPECT_EQ(places, "2:11 3:3 4:18 5:14 8:18 11:23 12:1 ") << lines(found.errors);
}

TEST(Broken, WritesProblemsInOneForm)
{
    const config::problem problem{"p.yaml", 3, 5, "a.b", "text"};
    EXPECT_EQ(problem.line_text(), "p.yaml:3:5: a.b: text");
}

} // namespace
} // namespace postern::test
