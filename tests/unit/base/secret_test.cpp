#include <postern/base/secret.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace postern {
namespace {

TEST(Secret, IsPrintedAsStars)
{
    std::ostringstream out;
    out << secret("hunter2");
    EXPECT_EQ(out.str(), "***");
}

TEST(Secret, IsRevealedOnRequest)
{
    EXPECT_EQ(secret("hunter2").reveal(), "hunter2");
    EXPECT_TRUE(secret().empty());
    EXPECT_TRUE(secret("").empty());
}

} // namespace
} // namespace postern
