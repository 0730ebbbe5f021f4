#include <postern/jwt/error.hpp>

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace postern::jwt {
namespace {

// Only keys that are not known now say nothing about the token.
TEST(JwtError, EveryReasonHasItsOwnNameAndIsUnauthenticated)
{
    std::set<std::string> names;
    for (int value = 1; value <= static_cast<int>(errc::issuer_declared_twice); ++value) {
        const error_code code = make_error_code(static_cast<errc>(value));
        const bool is_unknown = code == errc::keys_unavailable;
        EXPECT_EQ(classify(code), is_unknown ? failure::unavailable : failure::unauthenticated)
            << value;
        EXPECT_NE(code.message(), "unknown") << value;
        EXPECT_TRUE(names.insert(code.message()).second) << code.message();
    }
}

} // namespace
} // namespace postern::jwt
