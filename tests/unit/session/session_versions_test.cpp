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
    versions->changed({"session", "mine"});
    EXPECT_FALSE(versions->is_current(mine));
    EXPECT_TRUE(versions->is_current(other));
    EXPECT_TRUE(versions->is_current(versions->current("mine")));
}

TEST(SessionVersions, DoNotChangeWithAnotherKindOfRecord)
{
    const auto versions = std::make_unique<session_versions>();
    const auto mine = versions->current("mine");
    versions->changed({"revocation", "mine"});
    EXPECT_TRUE(versions->is_current(mine));
}

// What is read while the feed is lost is never current, also not after the feed was found again.
TEST(SessionVersions, AreNotCurrentWhileTheFeedIsLost)
{
    const auto versions = std::make_unique<session_versions>();
    const auto before = versions->current("mine");
    versions->lost();
    const auto during = versions->current("mine");
    EXPECT_FALSE(versions->is_current(before));
    EXPECT_FALSE(versions->is_current(during));
    EXPECT_FALSE(versions->is_unchanged(before));
    EXPECT_TRUE(versions->is_unchanged(during));
    versions->lost();
    versions->caught_up();
    const auto after = versions->current("mine");
    EXPECT_FALSE(versions->is_current(before));
    EXPECT_FALSE(versions->is_current(during));
    EXPECT_TRUE(versions->is_current(after));
    versions->caught_up();
    EXPECT_TRUE(versions->is_current(after));
}

} // namespace
} // namespace postern::session
