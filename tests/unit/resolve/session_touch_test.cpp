// How long a session lives: as long as it is used, and no longer than it may.
#include "session_fixture.hpp"

namespace postern::resolve {
namespace {

using namespace std::chrono_literals;

TEST_F(SessionCheck, LivesWhileItIsUsedAndNoLongerThanItMay)
{
    const auto made = create();
    for (int half_hours = 0; half_hours != 48; ++half_hours) {
        EXPECT_EQ(use(with(made)), outcome::valid) << half_hours;
        clock.advance(30min);
    }
    EXPECT_EQ(check(with(made)), outcome::invalid); // a day old
}

TEST_F(SessionCheck, EndsWhenNobodyUsesIt)
{
    const auto made = create();
    EXPECT_EQ(use(with(made)), outcome::valid);
    clock.advance(61min);
    EXPECT_EQ(use(with(made)), outcome::invalid);
}

TEST_F(SessionCheck, IsTouchedOncePerInterval)
{
    const auto made = create();
    for (int i = 0; i != 50; ++i) {
        use(with(made));
        clock.advance(1s);
    }
    EXPECT_EQ(store.extends, 0U);
    clock.advance(11s); // 61 s after it was made
    for (int i = 0; i != 50; ++i)
        use(with(made));
    EXPECT_EQ(store.extends, 1U);
}

TEST_F(SessionCheck, LivesWhileItIsUsedThoughItsIdleTimeIsShorterThanTheInterval)
{
    const auto made = create(20s);
    for (int seconds = 0; seconds < 120; seconds += 8) {
        EXPECT_EQ(use(with(made)), outcome::valid) << seconds;
        clock.advance(8s);
    }
    clock.advance(13s);
    EXPECT_EQ(use(with(made)), outcome::invalid);
}

TEST_F(SessionCheck, IsNotTouchedOnceItIsRevoked)
{
    const auto made = create();
    EXPECT_EQ(use(with(made)), outcome::valid);
    clock.advance(10min);
    revocation::entry taken;
    taken.kind = revocation::kind::session;
    taken.name = made.id;
    revoked.add(taken);
    EXPECT_EQ(use(with(made)), outcome::invalid);
    EXPECT_EQ(store.extends, 0U);
}

TEST_F(SessionCheck, IsNotProlongedByExplain)
{
    const auto made = create();
    dependencies around{clock, pool, context.get_executor(), counted, revoked, &sessions};
    around.in_service = false;
    const auto explaining = std::make_shared<resolver>(make_resolver_config(), around);
    clock.advance(59min);
    EXPECT_EQ(decide(*explaining, with(made), given_rules).outcome(), outcome::valid);
    context.restart();
    context.run();
    EXPECT_EQ(store.extends, 0U);
    clock.advance(2min);
    EXPECT_EQ(use(with(made)), outcome::invalid);
}

} // namespace
} // namespace postern::resolve
