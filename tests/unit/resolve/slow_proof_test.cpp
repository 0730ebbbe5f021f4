// Signatures that are verified on another thread: once, in time, or not at all.
#include "resolver_fixture.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <latch>
#include <optional>

namespace postern::resolve {
namespace {

namespace asio = boost::asio;
using crypto::algorithm;
using test::token;

using SlowProof = resolver_fixture;

TEST_F(SlowProof, ProvesSlowSignaturesElsewhere)
{
    const auto who = make(algorithm::es384);
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
    EXPECT_EQ(decide_now(*who, sent)->outcome(), outcome::valid);
    const headers forged{{"Authorization", bearer(token({{"iss", R"("x")"}}, algorithm::es384))}};
    EXPECT_EQ(decide(*who, forged).outcome(), outcome::invalid);
}

// Holds the pool's only thread, so that what is posted afterwards waits.
class Held
{
public:
    explicit Held(crypto::thread_pool& pool)
    {
        pool.post([this] {
            running_.count_down();
            hold_.wait();
            gone_.count_down();
        });
        running_.wait();
    }
    ~Held() { gone_.wait(); }
    void release() { hold_.count_down(); }

private:
    std::latch running_{1};
    std::latch hold_{1};
    std::latch gone_{1};
};

TEST_F(SlowProof, ProvesEqualTokensOnce)
{
    using asio::experimental::awaitable_operators::operator&&;
    const auto who = make(algorithm::es384);
    const test::request request(headers{{"Authorization", bearer(token({}, algorithm::es384))}});
    const auth_request sent_request{request.head().fields, {}};
    const rules plain;
    Held held(pool);
    std::optional<decision> first;
    std::optional<decision> second;
    std::size_t queued = 0;
    const auto check = [&](std::optional<decision>& into) -> asio::awaitable<void> {
        into = co_await who->decide(sent_request, plain);
    };
    // Lets the pool go once both checks wait.
    const auto let_go = [&]() -> asio::awaitable<void> {
        for (int turn = 0; turn != 100; ++turn)
            co_await asio::post(context, asio::use_awaitable);
        queued = pool.pending();
        held.release();
    };
    const auto all = [&]() -> asio::awaitable<bool> {
        co_await (check(first) && check(second) && let_go());
        co_return true;
    };
    test::run(context, all());
    EXPECT_EQ(queued, 2U); // the job that holds, and one proof for both
    EXPECT_EQ(first->outcome(), outcome::valid);
    EXPECT_EQ(second->proof(), first->proof());
}

TEST_F(SlowProof, SaysSoWhenThePoolIsFull)
{
    const auto who = make(algorithm::es384);
    Held held(pool);
    for (int i = 0; i != 4; ++i)
        ASSERT_TRUE(pool.post([] {}));
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    const decision decided = decide(*who, sent);
    EXPECT_EQ(decided.outcome(), outcome::unavailable);
    EXPECT_EQ(decided.reason(), make_error_code(errc::crypto_queue_full));
    held.release();
}

TEST_F(SlowProof, EndsAtItsDeadlineAndTakesTheProofThatComesLater)
{
    const auto who = make(algorithm::es384);
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    Held held(pool);
    EXPECT_EQ(decide(*who, sent).reason(), make_error_code(errc::deadline_exceeded));
    held.release();
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
}

// Another token must not be refused because a proof was lost: it is waited for, not for ever.
TEST_F(SlowProof, BeginsAnewIfAProofWasLost)
{
    const auto who = make(algorithm::es384);
    const headers sent{{"Authorization", bearer(token({}, algorithm::es384))}};
    Held held(pool);
    EXPECT_FALSE(decide_now(*who, sent));
    EXPECT_EQ(pool.pending(), 2U);
    EXPECT_FALSE(decide_now(*who, sent)); // joins the proof that is under way
    EXPECT_EQ(pool.pending(), 2U);
    clock.advance(std::chrono::seconds(6));
    EXPECT_FALSE(decide_now(*who, sent)); // takes it for lost
    EXPECT_EQ(pool.pending(), 3U);
    held.release();
    EXPECT_EQ(decide(*who, sent).outcome(), outcome::valid);
}

TEST_F(SlowProof, GivesTheOutcomeToThoseWhoWaitForALostProofToo)
{
    using asio::experimental::awaitable_operators::operator&&;
    const auto who = make(algorithm::es384);
    const test::request request(headers{{"Authorization", bearer(token({}, algorithm::es384))}});
    const auth_request sent_request{request.head().fields, {}};
    const rules plain;
    Held held(pool);
    std::optional<decision> first;
    const auto check = [&]() -> asio::awaitable<void> {
        first = co_await who->decide(sent_request, plain);
    };
    const auto begin_anew = [&]() -> asio::awaitable<void> {
        clock.advance(std::chrono::seconds(6));
        EXPECT_FALSE(who->decide_now(sent_request, plain));
        held.release();
        co_return;
    };
    const auto all = [&]() -> asio::awaitable<bool> {
        co_await (check() && begin_anew());
        co_return true;
    };
    test::run(context, all());
    EXPECT_EQ(first->outcome(), outcome::valid);
}

} // namespace
} // namespace postern::resolve
