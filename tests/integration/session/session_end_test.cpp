// A session ends while many threads look it up and touch it. After the acknowledgement no thread
// finds it, no touch revives it, and no version that was read before is current.
#include <postern/session/session_store.hpp>
#include <postern/store/sqlite.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <support/followed_store.hpp>
#include <support/run.hpp>
#include <support/temporary_folder.hpp>
#include <thread>

namespace postern::session {
namespace {

using namespace std::chrono_literals;

constexpr int threads = 4;
constexpr int calls = 250; // look-ups and touches on each thread

TEST(SessionEnd, IsFinalDuringLookUpsAndTouches)
{
    const test::temporary_folder folder;
    const auto store = store::open_sqlite({folder.path() / "test.db"}, system_clock()).value();
    const auto versions = test::follow<session_versions>(*store);
    const auto client = store->make_client({});
    session_store sessions(*client, *versions, system_clock());
    const auto soon = [] { return std::chrono::steady_clock::now() + 20s; };

    record alice;
    alice.user_id = "alice";
    alice.created_at = system_clock().now();
    alice.expires_at = alice.created_at + 24h;
    alice.idle = 1h;
    boost::asio::io_context context;
    const std::string id = test::run(context, sessions.create(alice, soon())).value().id;
    const auto before = sessions.versions().current(id);

    std::atomic<int> done{0};
    std::atomic<bool> ended{false};
    std::atomic<int> wrong{0};
    const auto use = [&] {
        boost::asio::io_context mine;
        for (int i = 0; i != calls; ++i) {
            const bool after = ended;
            const auto found = test::run(mine, sessions.find(id, soon()));
            const auto until = system_clock().now() + std::chrono::seconds(3600 + i);
            const auto touched = test::run(mine, sessions.touch(id, until, 0s, soon()));
            wrong += after && (found || touched) ? 1 : 0;
            wrong += after && found.error() != make_error_code(errc::unknown) ? 1 : 0;
            ++done;
        }
    };
    {
        std::vector<std::jthread> users;
        for (int n = 0; n != threads; ++n)
            users.emplace_back(use);
        while (done < threads * calls / 4)
            std::this_thread::yield();
        EXPECT_EQ(test::run(context, sessions.end(id, soon())).value(), store::write_outcome::done);
        EXPECT_FALSE(sessions.versions().is_current(before));
        ended = true;
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(
        test::run(context, sessions.find(id, soon())).error(), make_error_code(errc::unknown)
    );
}

} // namespace
} // namespace postern::session
