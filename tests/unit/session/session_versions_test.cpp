#include <postern/session/session_versions.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace postern::session {
namespace {

TEST(SessionVersions, ChangeWithTheirSession)
{
    const auto versions = std::make_unique<session_versions>();
    const auto mine = versions->current("mine");
    const auto other = versions->current("other");
    EXPECT_TRUE(versions->is_current(mine));
    versions->changed("mine");
    EXPECT_FALSE(versions->is_current(mine));
    EXPECT_TRUE(versions->is_current(other));
    EXPECT_TRUE(versions->is_current(versions->current("mine")));
}

TEST(SessionVersions, ChangeAllTogether)
{
    const auto versions = std::make_unique<session_versions>();
    const auto mine = versions->current("mine");
    const auto other = versions->current("other");
    versions->all_changed();
    EXPECT_FALSE(versions->is_current(mine));
    EXPECT_FALSE(versions->is_current(other));
    EXPECT_TRUE(versions->is_current(versions->current("mine")));
}

} // namespace
} // namespace postern::session
