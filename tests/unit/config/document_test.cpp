#include "document.hpp"

#include <gtest/gtest.h>

namespace postern::config {
namespace {

TEST(Document, RemembersWhereThingsStand)
{
    std::vector<flaw> flaws;
    const auto tree = parse_document("a: 1\nb:\n  - {c: two}\n", flaws);
    ASSERT_TRUE(tree);
    EXPECT_TRUE(flaws.empty());
    const node& c = *tree->find("b")->children.front().find("c");
    EXPECT_EQ(c.text, "two");
    EXPECT_EQ(c.at.line, 3);
    EXPECT_EQ(c.at.column, 9);
    EXPECT_EQ(c.name_at.column, 6);
    EXPECT_EQ(tree->find("d"), nullptr);
}

TEST(Document, KeepsTheFirstOfTwoEqualKeys)
{
    std::vector<flaw> flaws;
    const auto tree = parse_document("a: 1\nb: 2\na: 3\n", flaws);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->find("a")->text, "1");
    ASSERT_EQ(flaws.size(), 1u);
    EXPECT_EQ(flaws[0].at.line, 3);
    EXPECT_EQ(flaws[0].text, "a key given twice; the first is in line 1");
}

TEST(Document, FollowsAliases)
{
    std::vector<flaw> flaws;
    const auto tree = parse_document("a: &x {b: 1}\nc: *x\n", flaws);
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->find("c")->find("b")->text, "1");
}

TEST(Document, RefusesAliasesThatUnfoldWithoutEnd)
{
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i != 9; ++i) {
        const std::string alias = "*a" + std::to_string(i - 1);
        const std::string name = 'a' + std::to_string(i);
        text += name + ": &" + name + " [" + alias;
        for (int j = 0; j != 9; ++j)
            text += ", " + alias;
        text += "]\n";
    }
    std::vector<flaw> flaws;
    EXPECT_FALSE(parse_document(text, flaws));
    ASSERT_EQ(flaws.size(), 1u);
    EXPECT_NE(flaws[0].text.find("more than 50000 values"), std::string::npos);
}

TEST(Document, RefusesDepthWithoutEnd)
{
    std::vector<flaw> flaws;
    EXPECT_FALSE(parse_document(std::string(100'000, '['), flaws));
    EXPECT_EQ(flaws.size(), 1u);
}

TEST(Document, RefusesKeysWithoutEnd)
{
    std::string text;
    for (int i = 0; i != 1000; ++i)
        text += 'k' + std::to_string(i) + ":\n";
    std::vector<flaw> flaws;
    EXPECT_TRUE(parse_document(text, flaws));
    EXPECT_FALSE(parse_document(text + "one_more:\n", flaws));
    ASSERT_EQ(flaws.size(), 1u);
    EXPECT_EQ(flaws[0].text, "more than 1000 keys in one mapping");
    EXPECT_EQ(flaws[0].at.line, 1001);
}

TEST(Document, SurvivesEveryCut)
{
    const std::string whole = "a: &x [1, 'two', \"th\\x41ree\"]\nb: {c: *x, d: ~}\ne: |\n  text\n";
    for (std::size_t length = 0; length <= whole.size(); ++length) {
        std::vector<flaw> flaws;
        const auto tree = parse_document(whole.substr(0, length), flaws);
        EXPECT_TRUE(tree || flaws.size() == 1) << length;
    }
}

} // namespace
} // namespace postern::config
