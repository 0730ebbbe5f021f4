// What the embedded engine promises beyond the promises of every engine.
#include "open_engine.hpp"

#include <support/engine_suite.hpp>

namespace postern::store {
namespace {

using namespace std::chrono_literals;

class tested_sqlite final : public tested_engine
{
public:
    engine& opened() override { return *opened_; }
    time_point now() const override { return clock_.now(); }
    void pass(std::chrono::milliseconds time) override { clock_.advance(time); }

private:
    const test::temporary_folder folder_;
    test::manual_clock clock_{start};
    const std::unique_ptr<engine> opened_ =
        open_sqlite({folder_.path() / "test.db"}, clock_).value();
};

const make_tested_engine make_sqlite = [] { return std::make_unique<tested_sqlite>(); };
INSTANTIATE_TEST_SUITE_P(Sqlite, EngineSuite, testing::Values(make_sqlite));

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
