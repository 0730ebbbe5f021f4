#include <postern/log/access_log.hpp>

#include "captured.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::log {
namespace {

using namespace std::chrono_literals;
using test::split_lines;
using testing::EndsWith;
using testing::HasSubstr;

// Records each batch.
class recorder final : public logger
{
public:
    std::vector<std::string> batches;
    void write(level, std::string_view, std::initializer_list<field>) override {}
    void write_batch(std::string_view lines) override { batches.emplace_back(lines); }
    void set_level(level) override {}
    void end_by(steady_point) override {}
};

const access_entry denied{
    .endpoint = "/authz/nginx",
    .outcome = "invalid",
    .reason = "jwt.expired",
    .status = 401,
    .method = "GET",
    .host = "a.example",
    .uri = "/x y",
    .client = "192.0.2.1",
    .duration = 12045ns,
    .at = test::evening};
const access_entry granted{
    .endpoint = "/authz/nginx",
    .outcome = "valid",
    .status = 200,
    .subject = "u1",
    .issuer = "main",
    .duration = 900ns,
    .at = test::evening};

constexpr options all_text{.access = access::all};
constexpr options all_json{.format = format::json, .access = access::all};

std::string line_of(const access_entry& entry, const options& options)
{
    recorder to;
    access_log(to, options).write(entry, entry.status == 200);
    return to.batches.empty() ? "" : to.batches.at(0);
}

TEST(AccessLog, WritesText)
{
    EXPECT_EQ(
        line_of(denied, all_text),
        "2026-11-22T20:31:00.123Z info access status=401 endpoint=/authz/nginx outcome=invalid "
        "reason=jwt.expired method=GET host=a.example uri=\"/x y\" client=192.0.2.1 "
        "duration_us=12.045\n"
    );
    EXPECT_EQ(
        line_of(granted, all_text),
        "2026-11-22T20:31:00.123Z info access status=200 endpoint=/authz/nginx outcome=valid "
        "subject=u1 issuer=main duration_us=0.900\n"
    );
}

TEST(AccessLog, WritesJson)
{
    EXPECT_EQ(
        line_of(denied, all_json),
        "{\"time\":\"2026-11-22T20:31:00.123Z\",\"level\":\"info\",\"event\":\"access\","
        "\"status\":401,\"endpoint\":\"/authz/nginx\",\"outcome\":\"invalid\","
        "\"reason\":\"jwt.expired\",\"method\":\"GET\",\"host\":\"a.example\",\"uri\":\"/x y\","
        "\"client\":\"192.0.2.1\",\"duration_us\":12.045}\n"
    );
}

TEST(AccessLog, WritesDurationsToTheNanosecond)
{
    const std::pair<std::chrono::nanoseconds, std::string> rows[] = {
        {0ns, "0.000"}, {-1ns, "0.000"}, {7ns, "0.007"}, {99ns, "0.099"}, {1s, "1000000.000"}};
    for (const auto& [duration, text] : rows) {
        auto entry = granted;
        entry.duration = duration;
        EXPECT_THAT(line_of(entry, all_text), EndsWith(" duration_us=" + text + "\n"));
    }
}

TEST(AccessLog, ChoosesByOutcome)
{
    struct row
    {
        access which;
        std::size_t granted_lines, denied_lines;
    };
    for (const auto& [which, granted_lines, denied_lines] :
         {row{access::all, 1, 1}, row{access::denied, 0, 1}, row{access::none, 0, 0}}) {
        EXPECT_EQ(split_lines(line_of(granted, {.access = which})).size(), granted_lines);
        EXPECT_EQ(split_lines(line_of(denied, {.access = which})).size(), denied_lines);
    }
}

TEST(AccessLog, CollectsLinesUntilABatchIsFull)
{
    recorder to;
    access_log subject(to, all_text);
    std::size_t lines = 0;
    for (; to.batches.empty(); ++lines)
        subject.write(denied, false);
    EXPECT_GE(to.batches.at(0).size(), 32U * 1024);
    EXPECT_LT(to.batches.at(0).size(), 33U * 1024);
    EXPECT_EQ(split_lines(to.batches.at(0)).size(), lines);
}

TEST(AccessLog, GivesItsLinesToTheLoggerWhenFlushed)
{
    recorder to;
    access_log subject(to, all_text);
    subject.flush();
    EXPECT_TRUE(to.batches.empty());
    subject.write(denied, false);
    EXPECT_TRUE(to.batches.empty());
    subject.flush();
    subject.flush();
    EXPECT_EQ(to.batches.size(), 1U);
}

TEST(AccessLog, AppliesReloadedOptionsButNotTheFormat)
{
    recorder to;
    {
        access_log subject(to, all_text);
        subject.set({.format = format::json, .access = access::none});
        subject.write(denied, false);
        subject.set({.format = format::json, .access = access::all});
        subject.write(granted, true);
    }
    ASSERT_EQ(to.batches.size(), 1U);
    EXPECT_THAT(to.batches.at(0), HasSubstr(" info access status=200 "));
}

TEST(AccessLog, LimitsAFloodOfDenials)
{
    recorder to;
    {
        access_log subject(to, {.denied_per_second = 10});
        auto entry = denied;
        for (int i = 0; i < 100000; ++i)
            subject.write(entry, false);
        entry.at += 1s;
        subject.write(entry, false);
    }
    const auto lines = split_lines(to.batches.at(0));
    ASSERT_EQ(lines.size(), 12U);
    EXPECT_EQ(lines[10], "2026-11-22T20:31:01.123Z warn access.suppressed lines=99990");
}

TEST(AccessLog, ReportsSuppressedLinesWithoutAFurtherOne)
{
    recorder to;
    access_log subject(to, {.format = format::json, .denied_per_second = 1});
    subject.write(denied, false);
    subject.write(denied, false);
    subject.flush();
    const auto lines = split_lines(to.batches.at(0));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(test::parse_object(lines[1]).at("lines"), 1);
}

TEST(AccessLog, LimitsNothingIfAllIsLogged)
{
    recorder to;
    {
        access_log subject(to, {.access = access::all, .denied_per_second = 1});
        for (int i = 0; i < 50; ++i)
            subject.write(denied, false);
    }
    EXPECT_EQ(split_lines(to.batches.at(0)).size(), 50U);
}

TEST(AccessLog, CutsLongValues)
{
    auto entry = granted;
    const std::string exact(512, 'a'), longer(513, 'a'), huge(1 << 20, '\n');
    entry.uri = exact;
    EXPECT_THAT(line_of(entry, all_text), HasSubstr(" uri=" + exact + " "));
    entry.uri = longer;
    EXPECT_THAT(line_of(entry, all_text), HasSubstr(" uri=\"" + exact + "\u2026\" "));
    entry.uri = huge;
    EXPECT_LT(line_of(entry, all_json).size(), 512U * 6 + 256);
}

} // namespace
} // namespace postern::log
