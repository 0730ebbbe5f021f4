#include <postern/http/client_error.hpp>

#include <gtest/gtest.h>

#include <set>

namespace postern::http {
namespace {

TEST(ClientError, HasAnOwnWordForEachReason)
{
    std::set<std::string> words;
    for (int i = 1; i <= static_cast<int>(last_client_errc); ++i) {
        const error_code code = static_cast<client_errc>(i);
        SCOPED_TRACE(code.message());
        EXPECT_EQ(classify(code), failure::unavailable);
        EXPECT_TRUE(code.message().starts_with("fetch_"));
        EXPECT_TRUE(words.insert(code.message()).second);
    }
}

} // namespace
} // namespace postern::http
