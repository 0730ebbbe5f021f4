#include <postern/http/router.hpp>

#include <gtest/gtest.h>

namespace postern::http {
namespace {

constexpr route<int> table[] = {
    {"GET", "/livez", 1}, {"GET", "/things", 2}, {"POST", "/things", 3}, {"DELETE", "/things", 4}};

struct row
{
    const char* name;
    const char* method;
    const char* path;
    route_outcome outcome;
    int value;
    const char* allow;
};

TEST(Router, FindsByMethodAndPath)
{
    constexpr auto found = route_outcome::found;
    constexpr auto wrong = route_outcome::wrong_method;
    constexpr auto unknown = route_outcome::unknown;
    constexpr row rows[] = {
        {"First", "GET", "/livez", found, 1, ""},
        {"ByMethod", "POST", "/things", found, 3, ""},
        {"HeadIsGet", "HEAD", "/things", found, 2, ""},
        {"OtherMethod", "POST", "/livez", wrong, 0, "GET, HEAD"},
        {"OtherMethodOfMany", "PUT", "/things", wrong, 0, "GET, HEAD, POST, DELETE"},
        {"MethodsHaveCase", "get", "/livez", wrong, 0, "GET, HEAD"},
        {"Unknown", "GET", "/nothing", unknown, 0, ""},
        {"TrailingSlash", "GET", "/livez/", unknown, 0, ""},
        {"PathsHaveCase", "GET", "/Livez", unknown, 0, ""},
        {"NothingDecoded", "GET", "/live%7a", unknown, 0, ""},
        {"Empty", "GET", "", unknown, 0, ""},
    };
    for (const auto& each : rows) {
        SCOPED_TRACE(each.name);
        const auto result = find_route<int>(table, each.method, each.path);
        EXPECT_EQ(result.outcome, each.outcome);
        EXPECT_EQ(result.value ? *result.value : 0, each.value);
        EXPECT_EQ(result.allow, each.allow);
    }
}

} // namespace
} // namespace postern::http
