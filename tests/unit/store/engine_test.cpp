// Each operation on a record that is missing, present or expired.
#include "open_engine.hpp"

namespace postern::store {
namespace {

using namespace std::chrono_literals;

TEST_F(Engine, UpdatesAPresentOrMissingRecord)
{
    const auto append = [&](const std::optional<record>& known) -> test::revised {
        return until(60s, (known ? known->value : "nothing") + "+");
    };
    EXPECT_EQ(caller().update(name, append).value()->value, "nothing+");
    EXPECT_EQ(caller().update(name, append).value()->value, "nothing++");
    EXPECT_EQ(value_of(name), "nothing++");
    clock.advance(60s);
    EXPECT_EQ(caller().update(name, append).value()->value, "nothing+");
}

// A code that may be used once is read and erased in one step.
TEST_F(Engine, ErasesByAnUpdate)
{
    std::vector<std::string> told;
    test::listen(*opened, [&](const key& what) { told.push_back(what.id); });
    caller().create(name, until(60s)).value();
    std::string seen;
    const auto take = [&](const std::optional<record>& known) -> test::revised {
        seen = known ? known->value : "-";
        return std::optional<record>();
    };
    for (const char* before : {"v", "-"}) {
        EXPECT_EQ(caller().update(name, take).value(), std::nullopt);
        EXPECT_EQ(seen, before);
        EXPECT_EQ(value_of(name), "-");
    }
    EXPECT_EQ(told.front(), "a");
}

TEST_F(Engine, ReadsSeveralRecordsInTheOrderOfTheirKeys)
{
    for (const char* id : {"1", "2"})
        caller().put({"session", id}, until(60s, id)).value();
    const auto found =
        caller().get_all({{"session", "2"}, {"other", "1"}, {"session", "1"}}).value();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0]->value, "2");
    EXPECT_EQ(found[1], std::nullopt);
    EXPECT_EQ(found[2]->value, "1");
    EXPECT_TRUE(caller().get_all({}).value().empty());
}

TEST_F(Engine, UpdatesNothingIfTheRevisionFails)
{
    caller().put(name, until(60s)).value();
    const auto fail = [](const std::optional<record>&) -> test::revised { return errc::failed; };
    EXPECT_EQ(caller().update(name, fail).error(), make_error_code(errc::failed));
    EXPECT_EQ(value_of(name), "v");
}

struct create_row
{
    const char* before; // nothing, there, past
    write_outcome outcome;
};

TEST_F(Engine, CreatesOnlyAMissingRecord)
{
    const create_row rows[] = {
        {"nothing", write_outcome::done},
        {"there", write_outcome::already_exists},
        {"past", write_outcome::done}};
    for (const create_row& r : rows) {
        const key each{"session", r.before};
        if (r.before != std::string("nothing"))
            caller().put(each, until(r.before == std::string("past") ? 0s : 60s, "old")).value();
        EXPECT_EQ(caller().create(each, until(60s, "new")).value(), r.outcome) << r.before;
        EXPECT_EQ(value_of(each), r.outcome == write_outcome::done ? "new" : "old") << r.before;
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

TEST_F(Engine, HasNoExpiredRecord)
{
    caller().put(name, until(60s)).value();
    clock.advance(59s);
    EXPECT_EQ(value_of(name), "v");
    clock.advance(1s);
    EXPECT_EQ(value_of(name), "-");
    EXPECT_EQ(caller().erase(name).value(), write_outcome::not_found);
}

struct extend_row
{
    std::chrono::seconds to; // from now; the record expires after a minute
    std::chrono::seconds step;
    std::chrono::seconds then;
};

TEST_F(Engine, MovesAnExpiryOnlyToALaterTime)
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

TEST_F(Engine, NeverRestoresARecord)
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
    EXPECT_EQ(caller().erase({"session", "1"}).value(), write_outcome::done);
    EXPECT_EQ(caller().erase({"session", "1"}).value(), write_outcome::not_found);
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

TEST_F(Engine, ReportsAChangeBeforeTheAcknowledgement)
{
    std::vector<std::string> told;
    test::listen(*opened, [&](const key& what) { told.push_back(what.id); });
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

TEST_F(Engine, FindsItsRecordsAfterARestart)
{
    for (int i = 0; i != 100; ++i)
        caller().put({"session", std::to_string(i)}, until(60s, std::to_string(i))).value();
    reopen();
    for (int i = 0; i != 100; ++i)
        EXPECT_EQ(value_of({"session", std::to_string(i)}), std::to_string(i));
}

} // namespace
} // namespace postern::store
