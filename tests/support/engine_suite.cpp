#include "engine_suite.hpp"

namespace postern::store {

using namespace std::chrono_literals;

TEST_P(EngineSuite, UpdatesAPresentOrMissingRecord)
{
    const auto append = [&](const std::optional<record>& known) -> test::revised {
        return until(200ms, (known ? known->value : "nothing") + "+");
    };
    EXPECT_EQ(caller.update(one, append).value()->value, "nothing+");
    EXPECT_EQ(caller.update(one, append).value()->value, "nothing++");
    EXPECT_EQ(value_of(one), "nothing++");
    tested->pass(200ms);
    EXPECT_EQ(caller.update(one, append).value()->value, "nothing+");
}

TEST_P(EngineSuite, UpdatesNothingIfTheRevisionFails)
{
    caller.put(one, until(60s)).value();
    const auto fail = [](const std::optional<record>&) -> test::revised { return errc::failed; };
    EXPECT_EQ(caller.update(one, fail).error(), make_error_code(errc::failed));
    EXPECT_EQ(value_of(one), "v");
}

// A code that may be used once is read and erased in one step.
TEST_P(EngineSuite, ErasesByAnUpdate)
{
    caller.create(one, until(60s)).value();
    std::string seen;
    const auto take = [&](const std::optional<record>& known) -> test::revised {
        seen = known ? known->value : "-";
        return std::optional<record>();
    };
    for (const char* before : {"v", "-"}) {
        EXPECT_EQ(caller.update(one, take).value(), std::nullopt);
        EXPECT_EQ(seen, before);
        EXPECT_EQ(value_of(one), "-");
    }
}

// No update is lost, although all read the same record first.
TEST_P(EngineSuite, UpdatesOneAfterTheOther)
{
    const auto add_one = [&](const std::optional<record>& known) -> test::revised {
        return until(60s, std::to_string(known ? std::stoi(known->value) + 1 : 1));
    };
    std::vector<std::jthread> threads;
    for (int n = 0; n != 4; ++n)
        threads.emplace_back([&] {
            test::store_caller mine(tested->opened());
            for (int times = 0; times != 25; ++times)
                mine.update(one, add_one).value();
        });
    threads.clear();
    EXPECT_EQ(value_of(one), "100");
}

TEST_P(EngineSuite, ReadsSeveralRecordsInTheOrderOfTheirKeys)
{
    for (const char* id : {"1", "2"})
        caller.put({"session", id}, until(60s, id)).value();
    caller.put({"revocation", "1"}, {"r", never, {}}).value();
    const auto found = caller
                           .get_all(
                               {{"session", "2"},
                                {"revocation", "2"},
                                {"session", "1"},
                                {"revocation", "1"},
                                {"generation", {}}}
                           )
                           .value();
    ASSERT_EQ(found.size(), 5U);
    EXPECT_EQ(found[0]->value, "2");
    EXPECT_EQ(found[1], std::nullopt);
    EXPECT_EQ(found[2]->value, "1");
    EXPECT_EQ(found[3]->value, "r");
    EXPECT_EQ(found[3]->expires, never);
    EXPECT_EQ(found[4], std::nullopt);
    EXPECT_TRUE(caller.get_all({}).value().empty());
}

TEST_P(EngineSuite, CreatesOnlyAMissingRecord)
{
    const std::pair<const char*, write_outcome> rows[] = {
        {"nothing", write_outcome::done},
        {"there", write_outcome::already_exists},
        {"past", write_outcome::done}};
    caller.put({"session", "there"}, until(60s, "old")).value();
    caller.put({"session", "past"}, until(50ms, "old")).value();
    tested->pass(50ms);
    for (const auto& [id, outcome] : rows) {
        const key each{"session", id};
        EXPECT_EQ(caller.create(each, until(60s, "new")).value(), outcome) << id;
        EXPECT_EQ(value_of(each), outcome == write_outcome::done ? "new" : "old") << id;
    }
}

TEST_P(EngineSuite, KeepsEveryOctet)
{
    std::string all;
    for (int c = 0; c != 256; ++c)
        all += static_cast<char>(c);
    const key strange{"session", "'; DROP TABLE records; --" + all};
    caller.put(strange, {all + all, at(60s), all, at(120s)}).value();
    EXPECT_EQ(value_of(strange), all + all);
    EXPECT_EQ(caller.list("session", 10, {}, all).value().entries.front().id, strange.id);
    EXPECT_EQ(caller.erase_all("session", all).value(), std::vector<std::string>{strange.id});
}

TEST_P(EngineSuite, HasNoExpiredRecord)
{
    caller.put(one, until(200ms)).value();
    EXPECT_EQ(value_of(one), "v");
    tested->pass(200ms);
    EXPECT_EQ(value_of(one), "-");
    EXPECT_EQ(caller.erase(one).value(), write_outcome::not_found);
}

TEST_P(EngineSuite, MovesAnExpiryOnlyToALaterTime)
{
    struct row
    {
        std::chrono::seconds to; // the record expires after a minute
        std::chrono::seconds step;
        std::chrono::seconds then;
    };
    const row rows[] = {
        {120s, 0s, 120s}, {60s, 0s, 60s},  {30s, 0s, 60s},
        {90s, 31s, 60s},  {91s, 31s, 91s}, {90s, 30s, 90s},
    };
    const time_point begin = at(0ms);
    for (const row& r : rows) {
        caller.put(one, {"v", begin + 60s, "alice", begin + 1h}).value();
        EXPECT_EQ(caller.extend(one, begin + r.to, r.step).value(), begin + r.then);
        EXPECT_EQ(caller.get(one).value()->expires, begin + r.then);
    }
    caller.put(one, {"v", never, {}}).value();
    EXPECT_EQ(caller.extend(one, at(1s)).value(), never);
}

TEST_P(EngineSuite, NeverRestoresARecord)
{
    EXPECT_EQ(caller.extend(one, at(60s)).value(), std::nullopt);
    caller.put(one, until(50ms)).value();
    tested->pass(50ms);
    EXPECT_EQ(caller.extend(one, at(60s)).value(), std::nullopt);
    caller.put(one, until(60s)).value();
    caller.erase(one).value();
    EXPECT_EQ(caller.extend(one, at(60s)).value(), std::nullopt);
    EXPECT_EQ(value_of(one), "-");
}

TEST_P(EngineSuite, ErasesOneAndAllOfAnOwner)
{
    for (const char* id : {"1", "2", "3"})
        caller.create({"session", id}, until(60s)).value();
    caller.create({"session", "4"}, until(60s, "v", "bob")).value();
    caller.create({"other", "5"}, until(60s)).value();
    EXPECT_EQ(caller.erase({"session", "1"}).value(), write_outcome::done);
    EXPECT_EQ(caller.erase({"session", "1"}).value(), write_outcome::not_found);
    EXPECT_EQ(caller.erase_all("session", "alice").value().size(), 2U);
    EXPECT_TRUE(caller.erase_all("session", "alice").value().empty());
    EXPECT_EQ(value_of({"session", "4"}), "v");
    EXPECT_EQ(value_of({"other", "5"}), "v");
}

// More than one page, and more than one write.
TEST_P(EngineSuite, ErasesManyRecordsOfAnOwner)
{
    for (int i = 0; i != 450; ++i)
        caller.create({"session", std::to_string(i)}, until(60s)).value();
    EXPECT_EQ(caller.erase_all("session", "alice").value().size(), 450U);
    EXPECT_TRUE(list_all("session", 100, {}).empty());
}

TEST_P(EngineSuite, ListsEveryRecordOfAKindAndOfAnOwner)
{
    for (int i = 100; i != 125; ++i)
        caller.create({"session", std::to_string(i)}, until(60s, "v", i % 2 ? "odd" : "even"))
            .value();
    caller.create({"session", "past"}, until(50ms, "v", "odd")).value();
    caller.create({"revocation", "1"}, until(60s)).value();
    tested->pass(50ms);
    for (const std::size_t limit : {1U, 7U, 100U}) {
        std::set<std::string> all, odd;
        for (const std::string& id : list_all("session", limit, {}))
            all.insert(id);
        for (const std::string& id : list_all("session", limit, "odd"))
            odd.insert(id);
        EXPECT_EQ(all.size(), 25U) << limit;
        EXPECT_EQ(odd.size(), 12U) << limit;
    }
    EXPECT_EQ(list_all("revocation", 10, {}), std::multiset<std::string>{"1"});
}

// What was written or erased is told, and that an expiry was moved is not.
TEST_P(EngineSuite, TellsChangesAndNoExtension)
{
    ASSERT_TRUE(feed->wait_until_found());
    const key extended{"session", "extended"};
    caller.create(extended, until(60s, "v", "bob")).value();
    for (const char* id : {"b", "c"})
        caller.create({"session", id}, until(60s)).value();
    caller.put({"session", "first"}, until(60s)).value();
    ASSERT_TRUE(feed->wait_for("first"));
    const int told = feed->times("extended");
    caller.extend(extended, at(90s)).value();
    caller.put({"session", "second"}, until(60s)).value();
    ASSERT_TRUE(feed->wait_for("second"));
    EXPECT_EQ(feed->times("extended"), told);
    caller.erase_all("session", "alice").value();
    const int told_of_b = feed->times("b");
    caller.erase(extended).value();
    EXPECT_TRUE(feed->wait_for("extended", told + 1));
    EXPECT_TRUE(feed->wait_for("b", std::max(told_of_b, 1)));
    EXPECT_TRUE(feed->wait_for("c"));
}

} // namespace postern::store
