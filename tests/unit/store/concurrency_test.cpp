// Many calls at once, and more than the queues take.
#include "open_engine.hpp"

#include <atomic>
#include <cstdlib>
#include <sqlite3.h>
#include <support/becomes_true.hpp>
#include <thread>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

TEST_F(Engine, LosesNoUpdateOfManyAtOnce)
{
    const auto add_one = [&](const std::optional<record>& known) -> test::revised {
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
            wrong += mine.create(each, until(60s, each.id)).value() == write_outcome::done ? 0 : 1;
            const auto found = mine.get(each).value();
            wrong += found && found->value == each.id ? 0 : 1;
            wrong += mine.erase(each).value() == write_outcome::done ? 0 : 1;
            wrong += mine.get(each).value() ? 1 : 0;
        }
    };
    std::vector<std::jthread> threads;
    for (int n = 0; n != 8; ++n)
        threads.emplace_back(work, n);
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST_F(Engine, RemovesExpiredRecordsWhileItIsBusy)
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

// Holds the engine's thread in the change feed, so that later calls wait in a queue of two.
class FullQueue : public Engine
{
protected:
    FullQueue()
    {
        opened.reset();
        opened = open_sqlite({folder.path() / "test.db", 2}, clock).value();
        test::listen(*opened, [this](const key&) {
            held = true;
            while (!released)
                std::this_thread::yield();
        });
        first = std::jthread([this] { caller().put(name, until(60s)).value(); });
        while (!held)
            std::this_thread::yield();
    }
    ~FullQueue() override { released = true; }

    static steady_point soon() { return std::chrono::steady_clock::now() + 20ms; }
    static steady_point later() { return std::chrono::steady_clock::now() + 20s; }

    // Starts a call, which then waits for the engine.
    template <class T>
    void start(client::promise<T> call, std::function<void(const result<T>&)> ended)
    {
        boost::asio::co_spawn(
            context, std::move(call),
            [ended](const std::exception_ptr&, const result<T>& done) { ended(done); }
        );
        context.poll();
    }
    void start_reads(int count)
    {
        for (int i = 0; i != count; ++i)
            start<std::optional<record>>(
                make_client()->get(name, later(), priority::normal),
                [this](const result<std::optional<record>>& found) {
                    read.push_back(found && *found ? (*found)->value : "-");
                }
            );
    }

    boost::asio::io_context context{1};
    std::vector<std::string> read; // by start_reads()
    std::atomic<bool> held{false};
    std::atomic<bool> released{false};
    std::jthread first;
};

TEST_F(FullQueue, RefusesMoreAndEndsCallsAtTheirDeadline)
{
    std::vector<error_code> ends;
    for (int i = 0; i != 3; ++i) {
        boost::asio::io_context brief; // goes away while the call is still in the queue
        ends.push_back(test::run(brief, make_client()->get(name, soon(), priority::normal)).error()
        );
    }
    released = true;
    EXPECT_EQ(ends[0], make_error_code(errc::timed_out));
    EXPECT_EQ(ends[1], make_error_code(errc::timed_out));
    EXPECT_EQ(ends[2], make_error_code(errc::busy));
    while (!caller().get(name)) // the queue empties
        std::this_thread::yield();
    EXPECT_EQ(value_of(name), "v");
}

TEST_F(FullQueue, DoesAnOperatorsWriteBeforeTheReadsOfChecks)
{
    start_reads(2);
    error_code refused, failed = errc::timed_out;
    start<std::optional<record>>(
        make_client()->get(name, later(), priority::normal),
        [&](const auto& done) { refused = done.error(); }
    );
    EXPECT_EQ(refused, make_error_code(errc::busy));
    const auto revoked = [&](const auto&) -> test::revised { return until(60s, "revoked"); };
    start<std::optional<record>>(
        make_client()->update(name, revoked, later()),
        [&](const test::revised& done) { failed = done ? error_code() : done.error(); }
    );
    released = true;
    context.run();
    EXPECT_FALSE(failed) << failed.message();
    EXPECT_EQ(read, std::vector<std::string>(2, "revoked"));
}

struct operator_row
{
    const char* name;
    std::function<error_code(client&, boost::asio::io_context&, steady_point)> call;
};

// No call of an operator waits behind those of checks.
TEST_F(FullQueue, HasAPlaceForEveryCallOfAnOperator)
{
    const key other{"session", "b"};
    const operator_row rows[] = {
        {"get", [&](client& to, auto& on, steady_point by
                ) { return test::run(on, to.get(name, by, priority::high)).error(); }},
        {"create", [&](client& to, auto& on, steady_point by
                   ) { return test::run(on, to.create(other, until(60s), by)).error(); }},
        {"update",
         [&](client& to, auto& on, steady_point by) {
             const auto same = [&](const auto&) -> test::revised { return until(60s); };
             return test::run(on, to.update(other, same, by)).error();
         }},
        {"erase", [&](client& to, auto& on,
                      steady_point by) { return test::run(on, to.erase(name, by)).error(); }},
        {"erase all", [&](client& to, auto& on, steady_point by
                      ) { return test::run(on, to.erase_all("session", "alice", by)).error(); }},
        {"list", [&](client& to, auto& on, steady_point by
                 ) { return test::run(on, to.list("session", std::nullopt, {}, 10, by)).error(); }},
    };
    for (std::size_t i = 0; i != std::size(rows); ++i) {
        start_reads(2);
        boost::asio::io_context brief;
        // The operators' queue takes two calls, and they wait until their deadline.
        const auto expected = i < 2 ? errc::timed_out : errc::busy;
        EXPECT_EQ(rows[i].call(*make_client(), brief, soon()), make_error_code(expected))
            << rows[i].name;
    }
    released = true;
    first.join();
    // The engine's thread first takes the calls that wait.
    const auto is_taken = [&] {
        return rows[0].call(*make_client(), context, later()) != make_error_code(errc::busy);
    };
    EXPECT_TRUE(test::becomes_true(is_taken));
    for (const operator_row& row : rows)
        EXPECT_FALSE(row.call(*make_client(), context, later())) << row.name;
}

TEST_F(Engine, EndsACallThatThrowsAndGoesOn)
{
    const auto fail = [](const auto&) -> test::revised { throw std::bad_alloc(); };
    caller().put(name, until(60s)).value();
    EXPECT_EQ(caller().update(name, fail).error(), make_error_code(errc::failed));
    EXPECT_EQ(value_of(name), "v");
}

} // namespace
} // namespace postern::store
