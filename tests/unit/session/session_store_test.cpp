// The session store reads records that another program wrote.
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

class SessionStore : public testing::Test
{
protected:
    template <class T>
    result<T> await(boost::asio::awaitable<result<T>> promise)
    {
        return test::run(context, std::move(promise));
    }
    static steady_point soon() { return std::chrono::steady_clock::now() + 5s; }

    // A session of an hour's idle time, as another program may have written it.
    void write(time_point expires, std::chrono::seconds idle = 1h)
    {
        record made;
        made.user_id = "alice";
        made.created_at = noon;
        made.expires_at = noon + 24h;
        made.idle = idle;
        const store::key key{"session", id};
        ASSERT_EQ(
            await(store.create(key, {encode(made, id), expires, "alice"}, soon())).value(),
            store::write_outcome::done
        );
    }

    const std::string id = id_of(std::string(43, 'A'));
    test::manual_clock clock{noon};
    test::memory_store store{clock};
    const std::shared_ptr<session_versions> versions = test::follow<session_versions>(store);
    session_store sessions{store, *versions, clock};
    boost::asio::io_context context{1};
};

TEST_F(SessionStore, RefusesAnIdleTimeOutOfRange)
{
    write(noon + 1h, std::chrono::seconds(250'000'000'000));
    EXPECT_EQ(await(sessions.find(id, soon())).error(), make_error_code(errc::unreadable));
    EXPECT_EQ(await(sessions.list({}, {}, 10, soon()))->unreadable, std::vector<std::string>{id});
}

// The resolver calculates with the idle expiry.
TEST_F(SessionStore, LimitsTheIdleExpiryToTheAbsoluteOne)
{
    write(store::never);
    EXPECT_EQ(await(sessions.find(id, soon()))->idle_expiry, noon + 24h);
}

TEST_F(SessionStore, ReturnsTheIdleExpiryOfTheStore)
{
    write(noon + 1h);
    EXPECT_EQ(await(sessions.find(id, soon()))->idle_expiry, noon + 1h);
}

} // namespace
} // namespace postern::session
