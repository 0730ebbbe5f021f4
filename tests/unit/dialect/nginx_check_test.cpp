// Broken nginx files: each row changes one line of a good text.
#include <postern/dialect/proxy.hpp>

#include "nginx_check_rows.hpp"
#include "nginx_check_text.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace postern::dialect {
namespace {

using namespace std::chrono_literals;

proxy_check_report check(const std::string& text)
{
    const auto no_files = [](const std::string& name) {
        return std::vector<proxy_file>{{name, std::nullopt}};
    };
    return find_proxy("nginx")->check(
        {"nginx.conf", text}, no_files,
        {.identity_headers = {"X-Authgear-User-Id", "X-Team"},
         .endpoints = {"/authz/nginx", "/authz/staff"},
         .deadline = 400ms}
    );
}

std::vector<std::string> lines_of(const std::vector<finding>& findings)
{
    std::vector<std::string> lines;
    for (const finding& each : findings)
        lines.push_back(std::to_string(each.line) + ": " + each.text);
    return lines;
}

std::size_t line_at(const std::string& text, std::size_t place)
{
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n')
               );
}

class NginxCheck : public testing::TestWithParam<row>
{
};

TEST_P(NginxCheck, FindsWhatIsWrongInItsLine)
{
    const row& broken = GetParam();
    std::string text(good_nginx);
    const std::size_t at = text.find(broken.from);
    ASSERT_NE(at, text.npos);
    text.replace(at, broken.from.size(), broken.to);
    // A finding is where the text was changed, or in the block around it.
    const std::size_t after = text.find(broken.line, at);
    const std::size_t place = after == text.npos ? text.rfind(broken.line, at) : after;
    ASSERT_NE(place, text.npos);
    const auto found = check(text).findings;
    EXPECT_THAT(
        lines_of(found), testing::Contains(testing::AllOf(
                             testing::StartsWith(std::to_string(line_at(text, place)) + ": "),
                             testing::HasSubstr(broken.message)
                         ))
    );
    // One mistake is reported once for each place that suffers from it, and nothing else is.
    EXPECT_LE(found.size(), 2U) << testing::PrintToString(lines_of(found));
}

INSTANTIATE_TEST_SUITE_P(Broken, NginxCheck, testing::ValuesIn(rows), [](const auto& row) {
    std::string name = row.param.name;
    std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
    return name;
});

TEST(NginxCheckOf, AHarmlessChangeFindsNothing)
{
    for (const row& each : harmless) {
        std::string text(good_nginx);
        const std::size_t at = text.find(each.from);
        ASSERT_NE(at, text.npos) << each.name;
        text.replace(at, each.from.size(), each.to);
        EXPECT_THAT(lines_of(check(text).findings), testing::IsEmpty()) << each.name;
    }
}

TEST(NginxCheckOf, AGoodTextFindsNothing)
{
    const proxy_check_report report = check(std::string(good_nginx));
    EXPECT_THAT(lines_of(report.findings), testing::IsEmpty());
    EXPECT_THAT(lines_of(report.unseen), testing::IsEmpty());
}

} // namespace
} // namespace postern::dialect
