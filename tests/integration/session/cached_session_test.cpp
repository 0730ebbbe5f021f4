// A session ends during a thousand checks, look-ups and touches on several threads. A check that
// begins after the acknowledgement is refused, by the store and by the cache of every thread.
#include <postern/resolve/identity_headers.hpp>
#include <postern/resolve/resolver.hpp>
#include <postern/store/sqlite.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <support/followed_store.hpp>
#include <support/issuer.hpp>
#include <support/request.hpp>
#include <support/run.hpp>
#include <support/temporary_folder.hpp>
#include <thread>

namespace postern::resolve {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr int workers = 4;
constexpr int users = 250; // of each worker
constexpr int rounds = 5;

steady_point soon()
{
    return std::chrono::steady_clock::now() + 20s;
}

// One session, which all workers check.
struct trial
{
    session::session_store& sessions;
    std::string id;
    const test::request& request;
    std::atomic<int> done{0};
    std::atomic<bool> ended{false};
    std::atomic<int> wrong{0};
};

// Like a worker of the service: a thread, a resolver and a cache. The caches of every second worker
// expire after a millisecond, so that sessions often end during a look-up.
class worker
{
public:
    worker(int number, session::session_store& sessions)
        : resolver_(std::make_shared<resolver>(
              make_resolver_config(number % 2 == 0 ? 1ms : 300000ms),
              dependencies{
                  system_clock(), pool_, context_.get_executor(), counted_, revoked_, &sessions}
          ))
    {
        rules_.credentials = {{credential_source::kind::session, "session"}};
    }

    void serve(trial& in)
    {
        for (int n = 0; n != users; ++n)
            asio::co_spawn(context_, use(in), asio::detached);
        context_.restart();
        context_.run();
        const auto now = resolver_->decide_now({in.request.head().fields, {}}, rules_);
        in.wrong += now && now->outcome() == outcome::valid ? 1 : 0;
    }

private:
    static std::shared_ptr<const resolver_config>
    make_resolver_config(std::chrono::milliseconds memory_ttl)
    {
        const identity_options identity;
        resolver_config made{
            jwt::verifier::create({test::issuer()}).value(), identity,
            identity_header_tripwire(header_names(identity))};
        made.deadline = made.store_timeout = 20s;
        made.memory = made.session_memory = 1 << 20;
        made.memory_ttl = memory_ttl;
        return std::make_shared<const resolver_config>(std::move(made));
    }

    // Checks again and again, until one check began after the end of the session.
    asio::awaitable<void> use(trial& in)
    {
        for (bool after = false; !after;) {
            after = in.ended;
            const decision decided =
                co_await resolver_->decide({in.request.head().fields, {}}, rules_);
            const auto found = co_await in.sessions.find(in.id, soon());
            const time_point until = system_clock().now() + 1h;
            const auto touched = co_await in.sessions.touch(in.id, until, 0s, soon());
            if (after) {
                const bool gone = !found && found.error() == session::errc::unknown;
                const bool refused = decided.outcome() == outcome::invalid;
                in.wrong += gone && refused && !touched ? 0 : 1;
            }
            ++in.done;
        }
    }

    asio::io_context context_{1};
    crypto::thread_pool pool_{{1, 4}};
    metrics::registry registry_;
    meters counted_{registry_};
    revocation::list revoked_;
    rules rules_;
    std::shared_ptr<resolver> resolver_;
};

session::record alice()
{
    session::record made;
    made.user_id = "alice";
    made.created_at = made.authenticated_at = system_clock().now();
    made.expires_at = made.created_at + 24h;
    made.idle = 1h;
    return made;
}

TEST(CachedSession, IsRefusedAfterItsEnd)
{
    const test::temporary_folder folder;
    const auto store = store::open_sqlite({folder.path() / "test.db"}, system_clock()).value();
    const auto versions = test::follow<session::session_versions>(*store);
    const auto client = store->make_client({});
    session::session_store sessions(*client, *versions, system_clock());
    std::vector<std::unique_ptr<worker>> all;
    for (int number = 0; number != workers; ++number)
        all.push_back(std::make_unique<worker>(number, sessions));
    asio::io_context context;
    for (int n = 0; n != rounds; ++n) {
        const auto made = test::run(context, sessions.create(alice(), soon())).value();
        const test::request request(
            {{"Cookie", "session=" + std::string(made.cookie_value.reveal())}}
        );
        trial now{sessions, made.id, request};
        std::vector<std::jthread> threads;
        for (const auto& each : all)
            threads.emplace_back([&] { each->serve(now); });
        while (now.done < workers * users)
            std::this_thread::yield();
        EXPECT_EQ(
            test::run(context, sessions.end(made.id, soon())).value(), store::write_outcome::done
        );
        now.ended = true;
        threads.clear();
        EXPECT_EQ(now.wrong, 0);
    }
}

} // namespace
} // namespace postern::resolve
