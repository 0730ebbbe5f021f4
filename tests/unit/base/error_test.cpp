#include <postern/base/error.hpp>

#include <gtest/gtest.h>

namespace postern {
namespace {

class fixed_category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "fixed"; }
    std::string message(int) const override { return "fixed"; }
    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        return make_error_condition(static_cast<failure>(value));
    }
};

const fixed_category fixed;

TEST(Classify, FollowsTheCategoryOfTheCode)
{
    for (const failure each :
         {failure::malformed, failure::unauthenticated, failure::forbidden, failure::unavailable,
          failure::internal})
        EXPECT_EQ(classify(error_code(static_cast<int>(each), fixed)), each);
}

TEST(Classify, IsInternalForACodeWithoutAClass)
{
    EXPECT_EQ(classify(error_code(5, boost::system::system_category())), failure::internal);
    EXPECT_EQ(classify(error_code()), failure::internal);
}

TEST(Failure, HasANameForEachClass)
{
    EXPECT_EQ(make_error_condition(failure::malformed).message(), "malformed");
    EXPECT_EQ(make_error_condition(failure::unavailable).message(), "unavailable");
}

} // namespace
} // namespace postern
