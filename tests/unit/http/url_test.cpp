#include <postern/http/client_error.hpp>
#include <postern/http/url.hpp>

#include <gtest/gtest.h>

namespace postern::http {
namespace {

struct row
{
    const char* text;
    url expected;
    const char* authority;
};

TEST(Url, IsReadPartByPart)
{
    const row rows[] = {
        {"https://a.example", {"https", "a.example", 443, "/"}, "a.example"},
        {"https://a.example/", {"https", "a.example", 443, "/"}, "a.example"},
        {"HTTPS://A.Example:443/K?x=1", {"https", "a.example", 443, "/K?x=1"}, "a.example"},
        {"https://a:8443/%7e/k", {"https", "a", 8443, "/%7e/k"}, "a:8443"},
        {"https://a?x=https://b", {"https", "a", 443, "/?x=https://b"}, "a"},
        {"http://a", {"http", "a", 80, "/"}, "a"},
        {"http://a:443/", {"http", "a", 443, "/"}, "a:443"},
        {"https://a:80/", {"https", "a", 80, "/"}, "a:80"},
        {"https://127.0.0.1:1/", {"https", "127.0.0.1", 1, "/"}, "127.0.0.1:1"},
        {"https://[::1]/k", {"https", "::1", 443, "/k"}, "[::1]"},
        {"https://[2001:DB8::1]:65535/",
         {"https", "2001:db8::1", 65535, "/"},
         "[2001:db8::1]:65535"},
    };
    for (const auto& [text, expected, authority] : rows) {
        SCOPED_TRACE(text);
        const auto parsed = parse_url(text);
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(*parsed, expected);
        EXPECT_EQ(parsed->authority(), authority);
    }
}

TEST(Url, RefusesEverythingElse)
{
    const std::string rows[] = {
        "",
        "a.example",
        "//a.example/",
        "https:/a",
        "https://",
        "https:///k",
        "https://:443/",
        "https://a:/",
        "https://a:0/",
        "https://a:65536/",
        "https://a:+1/",
        "https://a:443x/",
        "https://a:1:2/",
        "ftp://a/",
        "file:///etc/passwd",
        "unix:///run/a",
        " https://a/",
        "https://a/ ",
        "https://a b/",
        "https://user@a/",
        "https://user:password@a/",
        "https://a@b:443/",
        "https://a#b",
        "https://a/#b",
        "https://a/k?x#y",
        "https://a\\b/",
        "https://a/\\b",
        "https://a/<b>",
        "https://a/\"",
        "https://a/{b}",
        "https://a/%",
        "https://a/%4",
        "https://a/%zz",
        "https://a/\r\nX: y",
        "https://a\r\n/",
        "https://a/\xc3\xa4",
        "https://\xc3\xa4/",
        std::string("https://a/\0b", 12),
        "https://a..b/",
        "https://[::1/",
        "https://::1/",
        "https://[127.0.0.1]/",
        "https://[fe80::1%25eth0]/",
        "https://127.0.0.256/",
        "https://127.1/",
        "https://2852039166/",
        "https://a,b/",
        "https://a/" + std::string(2048, 'x'),
    };
    for (const auto& text : rows) {
        SCOPED_TRACE(text);
        EXPECT_EQ(parse_url(text).error(), client_errc::bad_url);
    }
}

} // namespace
} // namespace postern::http
