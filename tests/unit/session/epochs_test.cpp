#include <postern/session/epochs.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace postern::session {
namespace {

TEST(Epochs, MoveWithTheSessionThatChanged)
{
    const auto moved = std::make_unique<epochs>();
    const auto mine = moved->take("mine");
    const auto other = moved->take("other");
    EXPECT_TRUE(moved->stands(mine));
    moved->changed("mine");
    EXPECT_FALSE(moved->stands(mine));
    EXPECT_TRUE(moved->stands(other));
    EXPECT_TRUE(moved->stands(moved->take("mine")));
}

TEST(Epochs, MoveAllAtOnce)
{
    const auto moved = std::make_unique<epochs>();
    const auto mine = moved->take("mine");
    const auto other = moved->take("other");
    moved->all_changed();
    EXPECT_FALSE(moved->stands(mine));
    EXPECT_FALSE(moved->stands(other));
    EXPECT_TRUE(moved->stands(moved->take("mine")));
}

} // namespace
} // namespace postern::session
