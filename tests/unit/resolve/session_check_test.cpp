// The session cookie: looked up once, remembered while it may be believed, ended when it is ended.
#include "session_fixture.hpp"

namespace postern::resolve {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TEST_F(SessionCheck, AsksTheStoreOnceAndRemembers)
{
    const auto made = create();
    const decision first = decide(*who, with(made), given_rules);
    EXPECT_EQ(first.outcome(), outcome::valid);
    EXPECT_EQ(first.identity()->user_id, "alice");
    EXPECT_EQ(first.identity()->subject_type, "user");
    const auto second = decide_now(*who, with(made), given_rules);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->proof(), first.proof());
    EXPECT_EQ(store.gets, 1U);
}

TEST_F(SessionCheck, NeverAsksTheStoreForWhatIsNoSession)
{
    const std::string good(43, 'A');
    const std::string rest(42, 'A');
    for (const std::string& bad :
         {rest, good + "A", rest + "!", rest + "B", '"' + good + '"', std::string(4096, 'A'),
          "%41" + rest.substr(2)})
        EXPECT_EQ(why(with(bad)), session::make_error_code(session::errc::malformed)) << bad;
    EXPECT_EQ(store.gets, 0U);
    EXPECT_EQ(why(with(good)), session::make_error_code(session::errc::unknown));
    EXPECT_EQ(store.gets, 1U);
}

TEST_F(SessionCheck, EndsAtTheNextCheckOnEveryWorker)
{
    const auto made = create();
    const auto other = make();
    EXPECT_EQ(check(with(made)), outcome::valid);
    EXPECT_EQ(decide(*other, with(made), given_rules).outcome(), outcome::valid);
    EXPECT_EQ(await(sessions.end(made.id, soon())), store::write_outcome::done);
    EXPECT_EQ(check(with(made)), outcome::invalid);
    EXPECT_EQ(decide(*other, with(made), given_rules).outcome(), outcome::invalid);
    EXPECT_EQ(await(sessions.end(made.id, soon())), store::write_outcome::not_found);
}

TEST_F(SessionCheck, EndsWithAllOfItsUser)
{
    const auto one = create();
    const auto two = create();
    EXPECT_EQ(check(with(one)), outcome::valid);
    EXPECT_EQ(await(sessions.end_all("alice", soon())), 2U);
    EXPECT_EQ(check(with(one)), outcome::invalid);
    EXPECT_EQ(check(with(two)), outcome::invalid);
}

// The store's answer is old when it arrives: it is neither given nor remembered, for among those
// who wait for it somebody may have come after the end.
TEST_F(SessionCheck, IsLookedUpAgainWhenItEndsDuringALookUp)
{
    const auto made = create();
    store.after_read = [&] {
        asio::io_context elsewhere;
        EXPECT_EQ(
            test::run(elsewhere, sessions.end(made.id, soon())).value(), store::write_outcome::done
        );
    };
    EXPECT_EQ(check(with(made)), outcome::invalid);
    EXPECT_EQ(store.gets, 2U);
    EXPECT_EQ(check(with(made)), outcome::invalid);
}

TEST_F(SessionCheck, IsForgottenWhenChangesMayHaveBeenMissed)
{
    const auto made = create();
    EXPECT_EQ(check(with(made)), outcome::valid);
    // While the feed is lost, each check asks the store.
    store.lose_feed();
    for (const std::size_t gets : {2U, 3U}) {
        EXPECT_FALSE(decide_now(*who, with(made), given_rules));
        EXPECT_EQ(check(with(made)), outcome::valid);
        EXPECT_EQ(store.gets, gets);
    }
    store.find_feed();
    for (int n = 0; n != 3; ++n)
        EXPECT_EQ(check(with(made)), outcome::valid);
    EXPECT_EQ(store.gets, 4U);
}

TEST_F(SessionCheck, CountsOneMissForEachProof)
{
    const auto made = create();
    for (int i = 0; i != 3; ++i)
        EXPECT_EQ(check(with(made)), outcome::valid);
    EXPECT_EQ(counted.sessions.misses.value(), 1U);
    EXPECT_EQ(counted.sessions.hits.value(), 2U);
}

TEST_F(SessionCheck, CannotBeKnownWithoutTheStoreUnlessItIsRemembered)
{
    const auto known = create();
    const auto unknown = create();
    EXPECT_EQ(check(with(known)), outcome::valid);
    store.fails = store::make_error_code(store::errc::failed);
    EXPECT_EQ(check(with(known)), outcome::valid);
    EXPECT_EQ(check(with(unknown)), outcome::unavailable);
    EXPECT_EQ(check(with(std::string(43, 'A'))), outcome::unavailable);
    store.fails = {};
    EXPECT_EQ(check(with(unknown)), outcome::valid);
}

TEST_F(SessionCheck, IsLookedUpAgainAfterALookUpThatFailedWithAnException)
{
    const auto made = create();
    store.after_read = [] { throw std::bad_alloc(); };
    EXPECT_EQ(why(with(made)), make_error_code(errc::proof_failed));
    EXPECT_EQ(check(with(made)), outcome::valid);
}

TEST_F(SessionCheck, SaysWhyTheStoreRefusedThoughItRefusedAtOnce)
{
    const auto made = create();
    store.refuses_at_once = store::make_error_code(store::errc::busy);
    EXPECT_EQ(why(with(made)), store.refuses_at_once);
    EXPECT_EQ(store.gets, 1U);
    EXPECT_EQ(counted.sessions.misses.value(), 1U);
}

TEST_F(SessionCheck, LooksUpEqualMissesOnce)
{
    const auto made = create();
    const test::request request(with(made));
    int valid = 0;
    const auto one = [&]() -> asio::awaitable<void> {
        const decision decided = co_await who->decide({request.head().fields, {}}, given_rules);
        valid += decided.outcome() == outcome::valid ? 1 : 0;
    };
    for (int i = 0; i != 1000; ++i)
        asio::co_spawn(context, one, asio::detached);
    context.restart();
    context.run();
    EXPECT_EQ(valid, 1000);
    EXPECT_EQ(store.gets, 1U);
}

TEST_F(SessionCheck, TellsTwoCookiesOfOneNameApart)
{
    const std::string first(create().cookie_value.reveal());
    const std::string second(create().cookie_value.reveal());
    EXPECT_EQ(check(with(first + "; session=" + first)), outcome::valid);
    EXPECT_EQ(why(with(first + "; session=" + second)), make_error_code(errc::cookie_doubled));
    EXPECT_EQ(check(with(first + "; Session=" + second)), outcome::valid);
}

TEST_F(SessionCheck, CannotBeKnownWhereThereIsNoStore)
{
    const auto made = create();
    who = std::make_shared<resolver>(
        make_resolver_config(), dependencies{clock, pool, context.get_executor(), counted, revoked}
    );
    EXPECT_EQ(why(with(made)), make_error_code(errc::no_store));
    EXPECT_EQ(check(with(made)), outcome::unavailable);
}

TEST_F(SessionCheck, IsRevokedByItsIdAndWithItsUser)
{
    const auto one = create();
    const auto two = create();
    EXPECT_EQ(check(with(one)), outcome::valid);
    EXPECT_EQ(check(with(two)), outcome::valid);
    revocation::entry taken;
    taken.kind = revocation::kind::session;
    taken.name = one.id;
    revoked.add(taken);
    EXPECT_EQ(why(with(one)), make_error_code(errc::revoked));
    EXPECT_EQ(check(with(two)), outcome::valid);
    taken.kind = revocation::kind::subject;
    taken.name = "alice";
    taken.before = clock.now() + 1s;
    revoked.add(taken);
    EXPECT_EQ(why(with(two)), make_error_code(errc::revoked));
    clock.advance(2s);
    EXPECT_EQ(check(with(create())), outcome::valid); // signed in again
}

enum class sent_token
{
    none,
    good,
    bad
};
enum class sent_cookie
{
    none,
    good,
    unknown
};

struct order_row
{
    const char* name;
    on_invalid rule;
    sent_token token;
    sent_cookie cookie;
    outcome expected;
};

using enum outcome;
constexpr auto stop = on_invalid::stop;
constexpr auto next = on_invalid::next;

constexpr order_row orders[] = {
    {"neither", next, sent_token::none, sent_cookie::none, none},
    {"token", next, sent_token::good, sent_cookie::none, valid},
    {"session", next, sent_token::none, sent_cookie::good, valid},
    {"both", next, sent_token::good, sent_cookie::good, valid},
    {"bad token", next, sent_token::bad, sent_cookie::none, invalid},
    {"unknown session", next, sent_token::none, sent_cookie::unknown, invalid},
    {"bad token and session", next, sent_token::bad, sent_cookie::good, valid},
    {"bad token stops", stop, sent_token::bad, sent_cookie::good, invalid},
    {"token and unknown session", stop, sent_token::good, sent_cookie::unknown, valid},
    {"nothing good", next, sent_token::bad, sent_cookie::unknown, invalid},
};

TEST_F(SessionCheck, IsTriedInItsOrderBesideTokens)
{
    const auto made = create();
    for (const order_row& r : orders) {
        headers sent;
        if (r.token != sent_token::none)
            sent.emplace_back(
                "Authorization", bearer(r.token == sent_token::good ? test::token() : "x.y.z")
            );
        if (r.cookie != sent_cookie::none)
            sent.push_back(
                (r.cookie == sent_cookie::good ? with(made) : with(std::string(43, 'A'))).front()
            );
        given_rules.on_invalid = r.rule;
        EXPECT_EQ(check(sent), r.expected) << r.name;
    }
}

} // namespace
} // namespace postern::resolve
