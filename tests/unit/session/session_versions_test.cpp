#include <postern/session/session_versions.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace postern::session {
namespace {

TEST(Epochs, MoveWithTheSessionThatChanged)
{
    const auto moved = std::make_unique<session_versions>();
    const auto mine = moved->current("mine");
    const auto other = moved->current("other");
    EXPECT_TRUE(moved->is_current(mine));
    moved->changed("mine");
    EXPECT_FALSE(moved->is_current(mine));
    EXPECT_TRUE(moved->is_current(other));
    EXPECT_TRUE(moved->is_current(moved->current("mine")));
}

TEST(Epochs, MoveAllAtOnce)
{
    const auto moved = std::make_unique<session_versions>();
    const auto mine = moved->current("mine");
    const auto other = moved->current("other");
    moved->all_changed();
    EXPECT_FALSE(moved->is_current(mine));
    EXPECT_FALSE(moved->is_current(other));
    EXPECT_TRUE(moved->is_current(moved->current("mine")));
}

} // namespace
} // namespace postern::session
