// Regular expressions of nginx files: most can be tried with a path, and none takes long.
#include "dialect/nginx/pattern.hpp"

#include <gtest/gtest.h>

namespace postern::dialect {
namespace {

TEST(NginxPattern, IsTriedWithAPath)
{
    struct row
    {
        const char* pattern;
        bool ignoring_case;
        std::optional<bool> found;
    };
    const std::string path = "/_postern/authz/nginx";
    for (const row& each : std::initializer_list<row>{
             {"^", false, true},
             {"^/_postern/", false, true},
             {"^/_POSTERN/", false, false},
             {"^/_POSTERN/", true, true},
             {"(?i)^/_POSTERN/", false, true},
             {"^/(?<name>[^/]+)/", false, true},
             {"^/(?!_)", false, false},
             {"nginx$", false, true},
             {"^/postern", false, false},
             {"\\.php$", false, false},
             {"(", false, std::nullopt},
             {"[", false, std::nullopt},
         })
        EXPECT_EQ(matches(each.pattern, path, each.ignoring_case), each.found) << each.pattern;
}

TEST(NginxPattern, TakesNoLongTime)
{
    const std::string path = '/' + std::string(2000, 'a');
    EXPECT_EQ(matches("^/((a+)+)+$x", path, false).value_or(false), false);
    EXPECT_EQ(matches(std::string(100'000, '('), path, false), std::nullopt);
}

TEST(NginxPattern, SaysHowAMatchBegins)
{
    for (const auto& [pattern, begin] : std::initializer_list<std::pair<const char*, const char*>>{
             {"^/admin(/|$)", "/admin"},
             {"^/a\\.b/", "/a.b/"},
             {"^/admin/?$", "/admin"},
             {"^/ab*", "/a"},
             {"^/ab{0,2}", "/a"},
             {"^/a.b", "/a"},
             {"^/a\\d", "/a"},
             {"^", ""},
             {"/admin", ""},
             {"", ""},
         })
        EXPECT_EQ(plain_begin(pattern), begin) << pattern;
}

TEST(NginxPattern, NamesAnExtension)
{
    for (const auto& [pattern, name] : std::initializer_list<std::pair<const char*, const char*>>{
             {"\\.png$", ".png"},
             {"\\.(js|css)$", ".js"},
             {"\\.(?:jpg|gif)$", ".jpg"},
             {"\\.[a-z]+$", ".any"},
             {"^/admin", ""},
         })
        EXPECT_EQ(first_extension(pattern), name) << pattern;
}

} // namespace
} // namespace postern::dialect
