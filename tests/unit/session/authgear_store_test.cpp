// Sessions of Authgear in the store: found by their cookies, and never written.
#include <postern/session/session_store.hpp>

#include <gtest/gtest.h>

#include <support/followed_store.hpp>
#include <support/manual_clock.hpp>
#include <support/memory_store.hpp>
#include <support/run.hpp>

namespace postern::session {
namespace {

using namespace std::chrono_literals;

const time_point noon{std::chrono::seconds(1'800'000'000)};
const std::string id = "9f5b6e1a-0c3d-4e7f-8a9b-0123456789ab";
const std::string cookie = id + ".abcdefghijABCDEFGHIJ0123456789zZ";
const std::string hash = "4abd0d831f4332085c9951bb5df3f441569e87d65aa49316a2be748aa48a374d";

class AuthgearStore : public testing::Test
{
protected:
    template <class T>
    result<T> await(boost::asio::awaitable<result<T>> promise)
    {
        return test::run(context, std::move(promise));
    }
    static steady_point soon() { return std::chrono::steady_clock::now() + 5s; }

    // What Authgear writes at noon.
    void write(time_point expires)
    {
        const std::string record =
            R"({"id":")" + id +
            R"(","created_at":"2027-01-15T08:00:00Z","authenticated_at":"2027-01-15T08:00:00Z",)"
            R"("attrs":{"user_id":"alice"},)"
            R"("access_info":{"last_access":{"time":"2027-01-15T08:00:00Z"}},"token_hash":")" +
            hash + "\"}";
        const store::key name{"authgear-session", id};
        ASSERT_TRUE(await(store.create(name, {record, expires, ""}, soon())));
    }

    result<found> find(const std::string& value)
    {
        const auto digest = crypto::sha256(value);
        return await(
            sessions.find_of_cookie(sessions.id_of(value, digest), digest, lifetimes, soon())
        );
    }

    options lifetimes; // a week of idle time
    test::manual_clock clock{noon};
    test::memory_store store{clock};
    const std::shared_ptr<session_versions> versions = test::follow<session_versions>(store);
    session_store sessions{store, *versions, clock, format::authgear};
    boost::asio::io_context context{1};
};

TEST_F(AuthgearStore, FindsTheSessionOfACookie)
{
    write(store::never);
    EXPECT_TRUE(sessions.is_cookie_value(cookie));
    EXPECT_FALSE(sessions.is_cookie_value(std::string(43, 'A')));
    const found one = find(cookie).value();
    EXPECT_EQ(one.id, id);
    EXPECT_EQ(one.record.user_id, "alice");
    EXPECT_EQ(one.record.expires_at, noon + 24h * 7);
    EXPECT_EQ(one.idle_expiry, noon + 24h * 7);
}

TEST_F(AuthgearStore, DoesNotKnowAnotherCookie)
{
    const auto unknown = make_error_code(errc::unknown);
    EXPECT_EQ(find(cookie).error(), unknown);
    write(store::never);
    EXPECT_EQ(find(id + ".ABCDEFGHIJabcdefghij0123456789zZ").error(), unknown);
}

// Both ends are the same, so that no use has anything to move.
TEST_F(AuthgearStore, EndsASessionWithItsKey)
{
    write(noon + 1h);
    EXPECT_EQ(find(cookie)->record.expires_at, noon + 1h);
    EXPECT_EQ(find(cookie)->idle_expiry, noon + 1h);
}

TEST_F(AuthgearStore, EndsASessionThatWasNotUsed)
{
    write(store::never);
    clock.advance(24h * 7 - 1s);
    EXPECT_TRUE(find(cookie));
    clock.advance(1s);
    EXPECT_EQ(find(cookie).error(), make_error_code(errc::expired));
}

TEST_F(AuthgearStore, NeverTouchesOrEndsASession)
{
    write(store::never);
    EXPECT_FALSE(await(sessions.touch(id, noon + 24h, 0s, soon())));
    EXPECT_EQ(await(sessions.end(id, soon())).value(), store::write_outcome::not_found);
    EXPECT_EQ(await(sessions.end_all("alice", soon())).value(), 0U);
    EXPECT_TRUE(await(sessions.list({}, {}, 10, soon()))->sessions.empty());
    EXPECT_TRUE(find(cookie));
}

TEST_F(AuthgearStore, ForgetsASessionThatAuthgearHasChanged)
{
    write(store::never);
    const auto before = versions->current(id);
    EXPECT_TRUE(versions->is_current(before));
    EXPECT_TRUE(await(store.erase({"authgear-session", id}, soon())));
    EXPECT_FALSE(versions->is_current(before));
}

} // namespace
} // namespace postern::session
