// What each operation does with a record that is new, there, or past its time.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <sqlite3.h>
#include <support/store_file.hpp>
#include <thread>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

const time_point start{std::chrono::seconds(1'800'000'000)};
const key name{"session", "a"};

class Engine : public testing::Test
{
protected:
    void reopen()
    {
        opened.reset();
        opened = std::move(open_sqlite({folder.path() / "test.db"}, clock).value());
    }

    test::store_caller caller() { return test::store_caller(*opened); }
    record until(std::chrono::seconds life, std::string value = "v", std::string owner = "alice")
    {
        return {std::move(value), clock.now() + life, std::move(owner)};
    }
    std::string value_of(const key& which)
    {
        const auto found = caller().get(which).value();
        return found ? found->value : "-";
    }

    test::temporary_folder folder;
    test::manual_clock clock{start};
    std::unique_ptr<engine> opened =
        std::move(open_sqlite({folder.path() / "test.db"}, clock).value());
};

TEST_F(Engine, UpdatesWhatIsThereOrNothing)
{
    const auto append = [&](const std::optional<record>& known) -> result<record> {
        return until(60s, (known ? known->value : "nothing") + "+");
    };
    EXPECT_EQ(caller().update(name, append)->value, "nothing+");
    EXPECT_EQ(caller().update(name, append)->value, "nothing++");
    EXPECT_EQ(value_of(name), "nothing++");
    clock.advance(60s);
    EXPECT_EQ(caller().update(name, append)->value, "nothing+");
}

TEST_F(Engine, UpdatesNothingIfTheRevisionFails)
{
    caller().put(name, until(60s)).value();
    const auto fail = [](const std::optional<record>&) -> result<record> { return errc::failed; };
    EXPECT_EQ(caller().update(name, fail).error(), make_error_code(errc::failed));
    EXPECT_EQ(value_of(name), "v");
}

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

struct create_row
{
    const char* before; // nothing, there, past
    bool done;
};

TEST_F(Engine, CreatesWhatIsNotThere)
{
    const create_row rows[] = {{"nothing", true}, {"there", false}, {"past", true}};
    for (const create_row& r : rows) {
        const key each{"session", r.before};
        if (r.before != std::string("nothing"))
            caller().put(each, until(r.before == std::string("past") ? 0s : 60s, "old")).value();
        EXPECT_EQ(caller().create(each, until(60s, "new")).value(), r.done) << r.before;
        EXPECT_EQ(value_of(each), r.done ? "new" : "old") << r.before;
    }
}

TEST_F(Engine, KeepsEveryOctet)
{
    std::string all;
    for (int c = 0; c != 256; ++c)
        all += static_cast<char>(c);
    const key strange{all, "'; DROP TABLE records; --" + all};
    caller().put(strange, {all + all, never, all}).value();
    reopen();
    const auto found = caller().get(strange).value();
    ASSERT_TRUE(found);
    EXPECT_EQ(found->value, all + all);
    EXPECT_EQ(found->owner, all);
    EXPECT_EQ(found->expires, never);
    EXPECT_EQ(caller().list(all, 10, {}, all).value().entries.front().id, strange.id);
}

TEST_F(Engine, ForgetsWhatHasExpired)
{
    caller().put(name, until(60s)).value();
    clock.advance(59s);
    EXPECT_EQ(value_of(name), "v");
    clock.advance(1s);
    EXPECT_EQ(value_of(name), "-");
    EXPECT_FALSE(caller().erase(name).value());
}

struct extend_row
{
    std::chrono::seconds to; // from now; it was to last a minute
    std::chrono::seconds step;
    std::chrono::seconds then;
};

TEST_F(Engine, ExtendsALifeAndNeverShortensIt)
{
    const extend_row rows[] = {
        {120s, 0s, 120s}, {60s, 0s, 60s},  {30s, 0s, 60s},
        {90s, 31s, 60s},  {91s, 31s, 91s}, {90s, 30s, 90s},
    };
    for (const extend_row& r : rows) {
        caller().put(name, until(60s)).value();
        EXPECT_EQ(caller().extend(name, clock.now() + r.to, r.step).value(), clock.now() + r.then);
        EXPECT_EQ(caller().get(name).value()->expires, clock.now() + r.then);
    }
    caller().put(name, {"v", never, {}}).value();
    EXPECT_EQ(caller().extend(name, clock.now() + 1s).value(), never);
}

TEST_F(Engine, NeverBringsARecordBack)
{
    EXPECT_EQ(caller().extend(name, clock.now() + 60s).value(), std::nullopt);
    caller().put(name, until(60s)).value();
    clock.advance(60s);
    EXPECT_EQ(caller().extend(name, clock.now() + 60s).value(), std::nullopt);
    caller().put(name, until(60s)).value();
    caller().erase(name).value();
    EXPECT_EQ(caller().extend(name, clock.now() + 60s).value(), std::nullopt);
    EXPECT_EQ(value_of(name), "-");
}

TEST_F(Engine, ErasesOneAndAllOfAnOwner)
{
    for (const char* id : {"1", "2", "3"})
        caller().put({"session", id}, until(60s)).value();
    caller().put({"session", "4"}, until(60s, "v", "bob")).value();
    caller().put({"other", "5"}, until(60s)).value();
    EXPECT_TRUE(caller().erase({"session", "1"}).value());
    EXPECT_FALSE(caller().erase({"session", "1"}).value());
    EXPECT_EQ(caller().erase_all("session", "alice").value().size(), 2U);
    EXPECT_TRUE(caller().erase_all("session", "alice").value().empty());
    EXPECT_EQ(value_of({"session", "4"}), "v");
    EXPECT_EQ(value_of({"other", "5"}), "v");
}

TEST_F(Engine, ListsInPagesWithoutGapsOrRepeats)
{
    for (int i = 100; i != 125; ++i)
        caller()
            .put({"session", std::to_string(i)}, until(60s, "v", i % 2 ? "odd" : "even"))
            .value();
    caller().put({"session", "0"}, until(0s)).value();
    caller().put({"other", "1"}, until(60s)).value();
    for (const std::size_t limit : {1U, 7U, 12U, 13U, 25U, 100U}) {
        std::vector<std::string> all;
        std::size_t odd = 0;
        for (std::string cursor, more = "yes"; !more.empty(); cursor = more) {
            const page some = caller().list("session", limit, cursor).value();
            EXPECT_LE(some.entries.size(), limit);
            for (const entry& each : some.entries)
                all.push_back(each.id);
            more = some.next;
        }
        for (std::string cursor, more = "yes"; !more.empty(); cursor = more) {
            const page some = caller().list("session", limit, cursor, "odd").value();
            odd += some.entries.size();
            more = some.next;
        }
        EXPECT_EQ(all.size(), 25U) << limit;
        EXPECT_TRUE(std::is_sorted(all.begin(), all.end())) << limit;
        EXPECT_EQ(odd, 12U) << limit;
    }
}

TEST_F(Engine, TellsTheFeedBeforeTheAcknowledgement)
{
    std::vector<std::string> told;
    opened->subscribe([&](const change& what) { told.push_back(what.key ? what.key->id : "*"); });
    const auto heard = [&] { return std::exchange(told, {}); };
    using list = std::vector<std::string>;
    caller().create(name, until(60s)).value();
    EXPECT_EQ(heard(), list());
    caller().put(name, until(60s)).value();
    EXPECT_EQ(heard(), list({"a"}));
    caller().extend(name, clock.now() + 90s).value();
    EXPECT_EQ(heard(), list());
    caller().erase(name).value();
    EXPECT_EQ(heard(), list({"a"}));
    caller().erase(name).value();
    EXPECT_EQ(heard(), list());
    caller().create({"session", "b"}, until(60s)).value();
    caller().create({"session", "c"}, until(60s)).value();
    caller().erase_all("session", "alice").value();
    EXPECT_EQ(heard(), list({"b", "c"}));
}

TEST_F(Engine, FindsWhatWasWrittenBeforeARestart)
{
    for (int i = 0; i != 100; ++i)
        caller().put({"session", std::to_string(i)}, until(60s, std::to_string(i))).value();
    reopen();
    for (int i = 0; i != 100; ++i)
        EXPECT_EQ(value_of({"session", std::to_string(i)}), std::to_string(i));
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
    opened = std::move(open_sqlite({folder.path() / "test.db", 2}, clock).value());
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
