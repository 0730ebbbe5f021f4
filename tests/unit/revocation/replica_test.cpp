// The list follows the store: through changes, a lost feed, a store that fails, and one that was
// emptied.
#include <postern/revocation/replica.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <support/followed_store.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>

namespace postern::revocation {
namespace {

using namespace std::chrono_literals;

class Replica : public testing::Test
{
protected:
    template <class T>
    result<T> await(boost::asio::awaitable<result<T>> promise)
    {
        return test::run_alone(context, std::move(promise));
    }
    static steady_point soon() { return std::chrono::steady_clock::now() + 5s; }

    static std::string body(const std::string& kid) { return R"({"key":")" + kid + "\"}"; }
    void revoke(const std::string& kid)
    {
        await(other.revocations.revoke(parse_entry(body(kid), clock.now()).value(), soon()))
            .value();
    }
    void remove(const std::string& kid)
    {
        ASSERT_TRUE(await(other.revocations.remove(id_of(name_of(kind::key, kid)), soon())));
    }
    bool is_current() const { return list::is_current(mine.revoked.generation()); }
    static revocable_ids with_key(const std::string& kid)
    {
        revocable_ids ids;
        ids.subject = "alice";
        ids.key = kid;
        return ids;
    }
    bool revokes(const std::string& kid) const { return mine.revoked.revokes(with_key(kid)); }
    result<standing> ask(const std::string& kid)
    {
        return await(mine.lookup.find(with_key(kid), soon()));
    }

    test::manual_clock clock{time_point(std::chrono::seconds(1'800'000'000))};
    test::memory_store store{clock};
    boost::asio::io_context context{1};
    test::followed_store other{store, context, clock};
    test::followed_store mine{store, context, clock};
};

TEST_F(Replica, FollowsEntriesAndTheirRemoval)
{
    EXPECT_TRUE(is_current());
    revoke("k");
    mine.settle();
    EXPECT_TRUE(revokes("k"));
    remove("k");
    mine.settle();
    EXPECT_FALSE(revokes("k"));
    EXPECT_TRUE(is_current());
}

// While the feed is lost, neither an entry nor its removal is told.
TEST_F(Replica, LoadsWhatItMissedWhileTheFeedWasLost)
{
    revoke("old");
    mine.settle();
    store.lose_feed();
    EXPECT_FALSE(is_current());
    revoke("new");
    remove("old");
    mine.settle();
    EXPECT_FALSE(is_current());
    EXPECT_TRUE(revokes("old"));
    EXPECT_FALSE(revokes("new"));
    EXPECT_EQ(ask("new").value(), standing::revoked);
    EXPECT_EQ(ask("old").value(), standing::not_revoked);
    store.find_feed();
    mine.settle();
    EXPECT_TRUE(is_current());
    EXPECT_FALSE(revokes("old"));
    EXPECT_TRUE(revokes("new"));
}

TEST_F(Replica, StaysStaleUntilTheStoreCanBeRead)
{
    store.lose_feed();
    store.fails = store::make_error_code(store::errc::failed);
    store.find_feed();
    context.restart();
    context.run_for(20ms);
    EXPECT_FALSE(is_current());
    EXPECT_EQ(mine.replica->health(), store::make_error_code(store::errc::failed));
    EXPECT_EQ(ask("k").error(), store::make_error_code(store::errc::failed));
    store.fails = {};
    mine.settle();
    EXPECT_TRUE(is_current());
    EXPECT_FALSE(mine.replica->health());
}

// One entry that cannot be read makes the list stale, because it may be a new one.
TEST_F(Replica, BecomesStaleIfAChangeCannotBeRead)
{
    store.fails = store::make_error_code(store::errc::failed);
    mine.replica->changed({"revocation", id_of(name_of(kind::key, "k"))});
    context.restart();
    context.run_for(20ms);
    EXPECT_FALSE(is_current());
    store.fails = {};
    mine.settle();
    EXPECT_TRUE(is_current());
}

// FLUSHALL must not give revoked credentials back.
TEST_F(Replica, KeepsItsEntriesIfTheStoreWasEmptiedUntilAnOperatorConfirms)
{
    const auto emptied = make_error_code(errc::store_emptied);
    revoke("old");
    mine.settle();
    store.lose_feed();
    store.empty();
    store.find_feed();
    context.restart();
    context.run_for(20ms);
    EXPECT_FALSE(is_current());
    EXPECT_TRUE(revokes("old"));
    EXPECT_EQ(mine.replica->health(), emptied);
    EXPECT_EQ(ask("k").error(), emptied);

    // A process that starts now gives the store a generation. That confirms nothing.
    boost::asio::io_context elsewhere{1};
    test::followed_store fresh{store, elsewhere, clock};
    EXPECT_TRUE(fresh.loaded);
    context.restart();
    context.run_for(300ms);
    EXPECT_EQ(mine.replica->health(), emptied);
    EXPECT_EQ(ask("k").error(), emptied);

    ASSERT_TRUE(test::run_alone(elsewhere, fresh.revocations.resume(soon())));
    mine.settle();
    EXPECT_TRUE(is_current());
    EXPECT_TRUE(revokes("old"));
    EXPECT_EQ(ask("k").value(), standing::not_revoked);
}

// A server can refuse the feed for ever. Then the list is never loaded, and each check asks the
// store, which may be new.
TEST_F(Replica, AsksANewStoreThoughTheFeedWasNeverThere)
{
    test::memory_store fresh{clock};
    fresh.lose_feed();
    const test::followed_store alone{fresh, context, clock};
    const auto answer = await(alone.lookup.find(with_key("k"), soon()));
    EXPECT_EQ(answer.value(), standing::not_revoked);
    EXPECT_FALSE(list::is_current(alone.revoked.generation()));
}

TEST_F(Replica, ReloadsWithoutALossIfSomebodyResumes)
{
    revoke("k");
    mine.settle();
    ASSERT_TRUE(await(other.revocations.resume(soon())));
    mine.settle();
    EXPECT_TRUE(is_current());
    EXPECT_TRUE(revokes("k"));
}

} // namespace
} // namespace postern::revocation
