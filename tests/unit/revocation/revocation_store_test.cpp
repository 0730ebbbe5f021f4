// An entry is durable before it is in force, and in force again after a restart.
#include <postern/revocation/revocation_store.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>
#include <support/run.hpp>

namespace postern::revocation {
namespace {

using namespace std::chrono_literals;

const time_point noon{std::chrono::seconds(1'800'000'000)};

class RevocationStore : public testing::Test
{
protected:
    template <class T>
    result<T> await(boost::asio::awaitable<result<T>> promise)
    {
        return test::run(context, std::move(promise));
    }
    static steady_point soon() { return std::chrono::steady_clock::now() + 5s; }

    result<entry> revoke(const char* body)
    {
        return await(kept.revoke(parse_entry(body, clock.now()).value(), soon()));
    }
    bool revokes(const char* kid) const
    {
        revocable_ids names;
        names.key = kid;
        return revoked.revokes(names);
    }

    test::manual_clock clock{noon};
    test::memory_store store{clock};
    list revoked;
    revocation_store kept{store, revoked};
    boost::asio::io_context context{1};
};

TEST_F(RevocationStore, HasAnAcknowledgedEntryInForceAndAgainAfterARestart)
{
    ASSERT_TRUE(revoke(R"({"key":"k"})"));
    EXPECT_TRUE(revokes("k"));
    list after;
    revocation_store again(store, after);
    EXPECT_EQ(await(again.load()).value(), 1U);
    EXPECT_EQ(after.size(), 1U);
}

// The caller timed out, but the store wrote the entry later.
TEST_F(RevocationStore, FollowsAWriteThatEndsAfterItsDeadline)
{
    store.delays_writes = true;
    const auto late = store::make_error_code(store::errc::timed_out);
    EXPECT_EQ(revoke(R"({"key":"k"})").error(), late);
    EXPECT_FALSE(revokes("k"));
    store.run_delayed();
    EXPECT_TRUE(revokes("k"));

    store.delays_writes = true;
    const std::string id = id_of(name_of(kind::key, "k"));
    EXPECT_EQ(await(kept.remove(id, soon())).error(), late);
    EXPECT_TRUE(revokes("k"));
    store.run_delayed();
    EXPECT_FALSE(revokes("k"));
}

// A second revocation_store on the same store is like another process.
TEST_F(RevocationStore, FollowsTheWritesOfOthers)
{
    list theirs;
    revocation_store other(store, theirs);
    revoke(R"({"key":"k"})").value();
    EXPECT_EQ(theirs.size(), 1U);
    EXPECT_EQ(
        await(other.remove(id_of(name_of(kind::key, "k")), soon())).value(),
        store::write_outcome::done
    );
    EXPECT_FALSE(revokes("k"));
}

TEST_F(RevocationStore, KeepsItsEntriesAfterAChangeThatIsUnreadableOrMissed)
{
    revoke(R"({"key":"k"})").value();
    const store::key name{"revocation", id_of(name_of(kind::key, "k"))};
    const store::engine::revision spoiled = [](const auto&) -> result<store::record> {
        return store::record{"{}", store::never, {}};
    };
    ASSERT_TRUE(await(store.update(name, spoiled, soon())));
    EXPECT_TRUE(revokes("k"));
    store.announce_unknown_change();
    EXPECT_TRUE(revokes("k"));
    ASSERT_TRUE(await(store.erase({"session", name.id}, soon())).has_value());
    EXPECT_TRUE(revokes("k"));
}

TEST_F(RevocationStore, KeepsMicroseconds)
{
    clock.advance(250ms);
    revoke(R"({"subject":"a"})").value();
    list after;
    revocation_store again(store, after);
    ASSERT_TRUE(await(again.load()));
    revocable_ids names;
    names.subject = "a";
    for (const list* each : {&revoked, &after}) {
        names.issued_at = noon + 249ms;
        EXPECT_TRUE(each->revokes(names));
        names.issued_at = noon + 250ms;
        EXPECT_FALSE(each->revokes(names));
    }
}

TEST_F(RevocationStore, LoadsMoreThanOnePage)
{
    for (int n = 0; n != 2500; ++n)
        ASSERT_TRUE(revoke((R"({"key":")" + std::to_string(n) + "\"}").c_str()));
    list after;
    revocation_store again(store, after);
    EXPECT_EQ(await(again.load()).value(), 2500U);
}

TEST_F(RevocationStore, HasNoEntryInForceThatCouldNotBeWritten)
{
    store.fails = store::make_error_code(store::errc::full);
    EXPECT_EQ(revoke(R"({"key":"k"})").error(), store::make_error_code(store::errc::full));
    EXPECT_FALSE(revokes("k"));
}

TEST_F(RevocationStore, KeepsAnEntryInForceThatCouldNotBeRemoved)
{
    const entry taken = revoke(R"({"key":"k"})").value();
    store.fails = store::make_error_code(store::errc::failed);
    EXPECT_TRUE(await(kept.remove(id_of(name_of(taken)), soon())).has_error());
    EXPECT_TRUE(revokes("k"));
    store.fails = {};
    EXPECT_EQ(
        await(kept.remove(id_of(name_of(taken)), soon())).value(), store::write_outcome::done
    );
    EXPECT_FALSE(revokes("k"));
    EXPECT_EQ(
        await(kept.remove(id_of(name_of(taken)), soon())).value(), store::write_outcome::not_found
    );
    EXPECT_EQ(await(kept.remove("no id", soon())).error(), make_error_code(errc::bad_id));
}

// A second revocation of the same thing only adds to the first one.
TEST_F(RevocationStore, NeverWeakensAnEntry)
{
    revoke(R"({"subject":"a","before":500})").value();
    EXPECT_EQ(revoke(R"({"subject":"a","before":400})")->before, time_point(500s));
    EXPECT_EQ(revoke(R"({"subject":"a","before":600})")->before, time_point(600s));
    revoke(R"({"key":"k"})").value();
    EXPECT_EQ(revoke(R"({"key":"k","expires_at":1900000000})")->expires, std::nullopt);
    revoke(R"({"key":"l","expires_at":1900000000})").value();
    EXPECT_EQ(revoke(R"({"key":"l","expires_at":1850000000})")->expires, time_point(1900000000s));
}

// The weaker entry is written last and must not replace the other one.
TEST_F(RevocationStore, KeepsTheStrongerOfTwoConcurrentEntries)
{
    for (const char* body : {R"({"subject":"a","before":600})", R"({"subject":"a","before":300})"})
        boost::asio::co_spawn(
            context, kept.revoke(parse_entry(body, clock.now()).value(), soon()),
            boost::asio::detached
        );
    context.run();
    context.restart();
    list after;
    revocation_store again(store, after);
    ASSERT_EQ(await(again.load()).value(), 1U);
    revocable_ids names;
    names.subject = "a";
    names.issued_at = time_point(400s);
    EXPECT_TRUE(after.revokes(names));
}

TEST_F(RevocationStore, FailsToLoadAnUnreadableEntry)
{
    ASSERT_TRUE(
        test::run(context, store.create({"revocation", "id"}, {"{}", store::never, {}}, soon()))
    );
    EXPECT_EQ(await(kept.load()).error(), make_error_code(errc::unreadable_record));
    EXPECT_EQ(kept.unreadable(), "id");
}

// An operator sees the id of the unreadable entry, and all other entries.
TEST_F(RevocationStore, ListsUnreadableEntriesSeparately)
{
    revoke(R"({"key":"k"})").value();
    ASSERT_TRUE(
        test::run(context, store.create({"revocation", "id"}, {"{}", store::never, {}}, soon()))
    );
    const auto all = await(kept.page({}, 10, soon())).value();
    EXPECT_EQ(all.entries.size(), 1U);
    EXPECT_EQ(all.unreadable, std::vector<std::string>{"id"});
}

TEST_F(RevocationStore, ListsInPages)
{
    for (const char* body : {R"({"key":"a"})", R"({"key":"b"})", R"({"key":"c"})"})
        revoke(body).value();
    const auto first = await(kept.page({}, 2, soon())).value();
    EXPECT_EQ(first.entries.size(), 2U);
    const auto second = await(kept.page(first.next, 2, soon())).value();
    EXPECT_EQ(second.entries.size(), 1U);
    EXPECT_EQ(second.next, "");
}

} // namespace
} // namespace postern::revocation
