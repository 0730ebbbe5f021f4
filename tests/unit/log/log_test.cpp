#include "captured.hpp"

#include <gtest/gtest.h>

#include <latch>

namespace postern::log {
namespace {

using test::written_by;

TEST(Logger, WritesText)
{
    EXPECT_EQ(
        written_by(
            {},
            [](logger& l) {
                l.write(level::info, "keys.skipped", {{"issuer", "main"}, {"kid", "a b"}});
                l.write(level::error, "store.lost");
            }
        ),
        "2026-11-22T20:31:00.123Z info keys.skipped issuer=main kid=\"a b\"\n"
        "2026-11-22T20:31:00.123Z error store.lost\n"
    );
}

TEST(Logger, WritesJson)
{
    EXPECT_EQ(
        written_by(
            {.format = format::json},
            [](logger& l) {
                l.write(level::warn, "keys.skipped", {{"issuer", "main"}, {"kid", "a b"}});
            }
        ),
        "{\"time\":\"2026-11-22T20:31:00.123Z\",\"level\":\"warn\",\"event\":\"keys.skipped\","
        "\"issuer\":\"main\",\"kid\":\"a b\"}\n"
    );
}

TEST(Logger, LeavesOutEventsBelowItsLevel)
{
    const auto text = written_by({.level = level::warn}, [](logger& l) {
        l.write(level::info, "a");
        l.write(level::warn, "b");
        l.set_level(level::debug);
        l.write(level::debug, "c");
        l.set_level(level::error);
        l.write(level::warn, "d");
        l.write(level::audit, "e");
    });
    EXPECT_EQ(
        text, "2026-11-22T20:31:00.123Z warn b\n2026-11-22T20:31:00.123Z debug c\n"
              "2026-11-22T20:31:00.123Z audit e\n"
    );
}

TEST(Logger, WritesBatchesAsTheyAre)
{
    const std::string batch = "one %v {}\ntwo\n";
    EXPECT_EQ(written_by({}, [&](logger& l) { l.write_batch(batch); }), batch);
}

TEST(Logger, WritesQueuedLinesInItsDestructor)
{
    const auto text = written_by({}, [](logger& l) {
        for (int i = 0; i < 5000; ++i)
            l.write(level::info, "a");
    });
    EXPECT_EQ(test::split_lines(text).size(), 5000U);
}

// Blocks the writing thread at the first line until it is released, and keeps the lines.
struct blocked_output
{
    std::latch released{1};
    std::string all;
    std::unique_ptr<logger> subject = make_logger({}, [this](std::string_view lines) {
        released.wait();
        all += lines;
    });

    std::size_t written()
    {
        released.count_down();
        subject.reset();
        return test::split_lines(all).size();
    }
};

TEST(Logger, DropsAndCountsWhenItCannotKeepUp)
{
    blocked_output output;
    constexpr std::size_t sent = 20000;
    for (std::size_t i = 0; i < sent; ++i)
        output.subject->write(level::info, "a");
    const auto dropped = output.subject->dropped();
    EXPECT_GE(dropped, sent - 8192 - 2);
    EXPECT_EQ(output.written() + dropped, sent);
}

TEST(Logger, KeepsFewBatchesWhenItCannotKeepUp)
{
    blocked_output output;
    for (int i = 0; i < 1000; ++i)
        output.subject->write_batch("a\nb\nc\n");
    const auto dropped = output.subject->dropped();
    EXPECT_GE(dropped, 3U * (1000 - 256 - 2));
    EXPECT_EQ(output.written() + dropped, 3000U);
}

// The writing thread stays in the output, as in a write to a full pipe, until the test ends.
TEST(Logger, EndsIfItsOutputIsBlocked)
{
    using namespace std::chrono_literals;
    for (const int lines : {1, 20000}) { // with room in the queue, and without
        const auto released = std::make_shared<std::latch>(1);
        auto subject = make_logger({}, [released](std::string_view) { released->wait(); });
        for (int i = 0; i < lines; ++i)
            subject->write(level::info, "a");
        const auto begin = std::chrono::steady_clock::now();
        subject->end_by(begin + 50ms);
        subject.reset();
        EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
        released->count_down();
    }
}

TEST(Logger, WritesQueuedLinesAfterItsDeadlineIfItCan)
{
    const auto text = written_by({}, [](logger& l) {
        l.write(level::info, "a");
        l.end_by(steady_point::min());
    });
    EXPECT_EQ(test::split_lines(text).size(), 1U);
}

TEST(NullLogger, DiscardsEverything)
{
    const auto subject = make_null_logger();
    subject->write(level::error, "a", {{"b", "c"}});
    subject->write_batch("d\n");
    subject->end_by({});
    EXPECT_EQ(subject->dropped(), 0U);
}

} // namespace
} // namespace postern::log
