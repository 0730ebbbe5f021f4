#include <postern/http/router.hpp>

#include <gtest/gtest.h>

namespace postern::http {
namespace {

constexpr route<int> table[] = {
    {"GET", "/livez", 1},
    {"GET", "/things", 2},
    {"POST", "/things", 3},
    {"DELETE", "/things", 4},
    {"GET", "/things/{id}", 5},
    {"DELETE", "/things/{id}", 6},
    {"GET", "/of/{user}/things", 7},
    {"PATCH", "/of/{user}/things/{id}", 8}};

struct row
{
    const char* name;
    const char* method;
    const char* path;
    route_outcome outcome;
    int value;
    const char* allow;
    std::vector<std::string_view> parameters = {};
};

TEST(Router, FindsByMethodAndPath)
{
    constexpr auto found = route_outcome::found;
    constexpr auto wrong = route_outcome::wrong_method;
    constexpr auto unknown = route_outcome::unknown;
    const row rows[] = {
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
        {"Parameter", "GET", "/things/a%2fb", found, 5, "", {"a%2fb"}},
        {"ParameterByMethod", "DELETE", "/things/1", found, 6, "", {"1"}},
        {"ParameterOtherMethod", "POST", "/things/1", wrong, 0, "GET, HEAD, DELETE"},
        {"ParameterEmpty", "GET", "/things/", unknown, 0, ""},
        {"ParameterOfTwoSegments", "GET", "/things/1/2", unknown, 0, ""},
        {"ParameterInside", "GET", "/of/alice/things", found, 7, "", {"alice"}},
        {"ParameterInsideEmpty", "GET", "/of//things", unknown, 0, ""},
        {"TwoParameters", "PATCH", "/of/alice/things/1", found, 8, "", {"alice", "1"}},
        {"TwoParametersOtherMethod", "GET", "/of/alice/things/1", wrong, 0, "PATCH"},
        {"FirstOfTwoParametersEmpty", "PATCH", "/of//things/1", unknown, 0, ""},
        {"LastOfTwoParametersEmpty", "PATCH", "/of/alice/things/", unknown, 0, ""},
        {"NoSlashFirst", "GET", "things/1", unknown, 0, ""},
        {"SlashAfterParameter", "GET", "/things/1/", unknown, 0, ""},
        {"SlashAlone", "GET", "/", unknown, 0, ""},
        {"ParameterInsideOverlapping", "GET", "/of/things", unknown, 0, ""},
    };
    for (const auto& each : rows) {
        SCOPED_TRACE(each.name);
        const auto result = find_route<int>(table, each.method, each.path);
        EXPECT_EQ(result.outcome, each.outcome);
        EXPECT_EQ(result.value ? *result.value : 0, each.value);
        EXPECT_EQ(result.allow, each.allow);
        EXPECT_EQ(result.parameters, each.parameters);
    }
}

} // namespace
} // namespace postern::http
