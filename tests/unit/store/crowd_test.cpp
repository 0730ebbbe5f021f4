// Many who ask at once, and more than the engine can take.
#include "open_engine.hpp"

#include <atomic>
#include <cstdlib>
#include <sqlite3.h>
#include <thread>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

TEST_F(Engine, LosesNoUpdateOfManyAtOnce)
{
    const auto add_one = [&](const std::optional<record>& known) -> result<record> {
        return until(60s, std::to_string(known ? std::stoi(known->value) + 1 : 1));
    };
    {
        std::vector<std::jthread> writers;
        for (int i = 0; i != 4; ++i)
            writers.emplace_back([&] {
                test::store_caller mine(*opened);
                for (int n = 0; n != 50; ++n)
                    mine.update(name, add_one).value();
            });
    }
    EXPECT_EQ(value_of(name), "200");
}

TEST_F(Engine, AnswersManyThreadsAtOnce)
{
    std::atomic<int> wrong{0};
    const auto work = [&](int n) {
        test::store_caller mine(*opened);
        for (int i = 0; i != 50; ++i) {
            const key each{"session", std::to_string(n) + '/' + std::to_string(i)};
            wrong += mine.create(each, until(60s, each.id)).value() ? 0 : 1;
            const auto found = mine.get(each).value();
            wrong += found && found->value == each.id ? 0 : 1;
            wrong += mine.erase(each).value() ? 0 : 1;
            wrong += mine.get(each).value() ? 1 : 0;
        }
    };
    std::vector<std::jthread> threads;
    for (int n = 0; n != 8; ++n)
        threads.emplace_back(work, n);
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST_F(Engine, RemovesWhatHasExpiredThoughItIsBusy)
{
    constexpr int rows = 600;
    for (int i = 0; i != rows; ++i)
        caller().put({"session", std::to_string(i)}, until(60s)).value();
    caller().put(name, until(120s)).value();
    clock.advance(60s);
    const auto end = std::chrono::steady_clock::now() + 1500ms;
    test::store_caller busy(*opened);
    while (std::chrono::steady_clock::now() < end)
        busy.get(name).value();
    opened.reset();
    sqlite3* file = nullptr;
    ASSERT_EQ(sqlite3_open((folder.path() / "test.db").c_str(), &file), SQLITE_OK);
    int left = -1;
    const auto keep = [](void* into, int, char** values, char**) {
        *static_cast<int*>(into) = std::atoi(values[0]);
        return 0;
    };
    sqlite3_exec(file, "SELECT count(*) FROM records", keep, &left, nullptr);
    sqlite3_close(file);
    EXPECT_EQ(left, 1);
}

// Holds the engine's thread in the feed, so that what is asked afterwards waits.
TEST_F(Engine, RefusesMoreThanItsQueueAndEndsCallsAtTheirDeadline)
{
    opened.reset();
    opened = open_sqlite({folder.path() / "test.db", 2}, clock).value();
    std::atomic<bool> held{false};
    std::atomic<bool> release{false};
    opened->subscribe([&](const change&) {
        held = true;
        while (!release)
            std::this_thread::yield();
    });
    std::jthread first([&] { caller().put(name, until(60s)).value(); });
    while (!held)
        std::this_thread::yield();
    const auto soon = [] { return std::chrono::steady_clock::now() + 20ms; };
    std::vector<error_code> ends;
    for (int i = 0; i != 3; ++i) {
        boost::asio::io_context context; // goes away while the call is still in the queue
        ends.push_back(test::run(context, opened->get(name, soon())).error());
    }
    release = true;
    EXPECT_EQ(ends[0], make_error_code(errc::timed_out));
    EXPECT_EQ(ends[1], make_error_code(errc::timed_out));
    EXPECT_EQ(ends[2], make_error_code(errc::busy));
    while (!caller().get(name)) // the queue empties
        std::this_thread::yield();
    EXPECT_EQ(value_of(name), "v");
}

} // namespace
} // namespace postern::store
