// An entry is durable before it is in force, and in force again after a restart.
#include <postern/revocation/revocation_store.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <support/followed_store.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>
#include <support/store_file.hpp>

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
    // As another program may write into the store.
    void write(const store::key& name, const char* value)
    {
        const store::client::revision set = [=](const auto&) -> test::revised {
            return store::record{value, store::never, {}};
        };
        ASSERT_TRUE(await(store.update(name, set, soon())));
        process.settle();
    }
    bool revokes(const char* kid) const
    {
        revocable_ids names;
        names.key = kid;
        return revoked.revokes(names);
    }

    test::manual_clock clock{noon};
    test::memory_store store{clock};
    boost::asio::io_context context{1};
    test::followed_store process{store, context, clock};
    list& revoked = process.revoked;
    revocation_store& kept = process.revocations;
};

TEST_F(RevocationStore, HasAnAcknowledgedEntryInForceAndAgainAfterARestart)
{
    ASSERT_TRUE(revoke(R"({"key":"k"})"));
    EXPECT_TRUE(revokes("k"));
    const test::followed_store again(store, context, clock);
    EXPECT_EQ(again.loaded.value(), 1U);
    EXPECT_EQ(again.revoked.size(), 1U);
}

// The caller timed out, but the store wrote the entry later.
TEST_F(RevocationStore, FollowsAWriteThatEndsAfterItsDeadline)
{
    store.delays_writes = true;
    const auto late = store::make_error_code(store::errc::timed_out);
    EXPECT_EQ(revoke(R"({"key":"k"})").error(), late);
    EXPECT_FALSE(revokes("k"));
    store.run_delayed();
    process.settle();
    EXPECT_TRUE(revokes("k"));

    store.delays_writes = true;
    const std::string id = id_of(name_of(kind::key, "k"));
    EXPECT_EQ(await(kept.remove(id, soon())).error(), late);
    EXPECT_TRUE(revokes("k"));
    store.run_delayed();
    process.settle();
    EXPECT_FALSE(revokes("k"));
}

TEST_F(RevocationStore, FollowsTheWritesOfOthers)
{
    test::followed_store other(store, context, clock);
    revoke(R"({"key":"k"})").value();
    other.settle();
    EXPECT_EQ(other.revoked.size(), 1U);
    EXPECT_EQ(
        await(other.revocations.remove(id_of(name_of(kind::key, "k")), soon())).value(),
        store::write_outcome::done
    );
    process.settle();
    EXPECT_FALSE(revokes("k"));
}

TEST_F(RevocationStore, KeepsAnEntryInForceThatBecameUnreadable)
{
    revoke(R"({"key":"k"})").value();
    const store::key name{"revocation", id_of(name_of(kind::key, "k"))};
    write(name, "{}");
    EXPECT_TRUE(revokes("k"));
    EXPECT_EQ(process.replica->unreadable(), name.id);
    ASSERT_TRUE(await(store.erase({"session", name.id}, soon())).has_value());
    process.settle();
    EXPECT_TRUE(revokes("k"));
}

TEST_F(RevocationStore, KeepsMicroseconds)
{
    clock.advance(250ms);
    revoke(R"({"subject":"a"})").value();
    const test::followed_store again(store, context, clock);
    revocable_ids names;
    names.subject = "a";
    for (const list* each : {static_cast<const list*>(&revoked), &again.revoked}) {
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
    EXPECT_EQ(test::followed_store(store, context, clock).loaded.value(), 2500U);
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
    process.settle();
    const test::followed_store again(store, context, clock);
    ASSERT_EQ(again.loaded.value(), 1U);
    revocable_ids names;
    names.subject = "a";
    names.issued_at = time_point(400s);
    EXPECT_TRUE(again.revoked.revokes(names));
}

TEST_F(RevocationStore, NamesAnUnreadableEntryWhenItIsLoaded)
{
    write({"revocation", "id"}, "{}");
    const test::followed_store again(store, context, clock);
    EXPECT_EQ(again.replica->unreadable(), "id");
}

// An operator sees the id of the unreadable entry, and all other entries.
TEST_F(RevocationStore, ListsUnreadableEntriesSeparately)
{
    revoke(R"({"key":"k"})").value();
    write({"revocation", "id"}, "{}");
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
