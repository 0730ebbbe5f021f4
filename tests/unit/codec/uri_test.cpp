#include <postern/codec/uri.hpp>

#include <gtest/gtest.h>

#include <support/exact_copy.hpp>

namespace postern::codec {
namespace {

TEST(Uri, TakesOneHost)
{
    const std::string label63(63, 'a');
    const std::string rows[] = {
        "a",
        "localhost",
        "example.com",
        "EXAMPLE.com.",
        "example.com:0",
        "example.com:65535",
        "xn--bcher-kva.example",
        "_dmarc.example_1.com",
        "a-b.c--d",
        "3com.com",
        "1.2.3.a4",
        "127.0.0.1",
        "127.0.0.1:9080",
        "[::1]",
        "[::1]:443",
        "[2001:db8::ffff:192.0.2.1]:65535",
        label63 + "." + label63,
    };
    for (const std::string& row : rows)
        EXPECT_TRUE(is_host(test::exact_copy(row))) << row;
}

TEST(Uri, RefusesWhatIsNoHost)
{
    const std::string label64(64, 'a');
    std::string long_name;
    while (long_name.size() < 254)
        long_name += "abcdefg.";
    const std::string rows[] = {
        "",
        ".",
        "..",
        ".a",
        "a..b",
        "a..",
        "-a.b",
        "a-.b",
        label64,
        long_name + "ab",
        "a,b",
        "a, b",
        "a b",
        " a",
        "a ",
        "a\t",
        "a@b",
        "user:pw@a",
        "a/b",
        "a/",
        "http://a",
        "a?b",
        "a#b",
        "a%41",
        "a\\b",
        "b\xc3\xbc"
        "cher",
        "a\n",
        std::string("a\0", 2),
        std::string("127.0.0.1\0", 10),
        "a:",
        "a:x",
        "a:+1",
        "a:-1",
        "a: 1",
        "a:65536",
        "a:99999",
        "a:000001",
        "a:1:2",
        ":80",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.0.0.1",
        "01.2.3.4",
        "example.123",
        "::1",
        "[]",
        "[",
        "]",
        "[::1",
        "::1]",
        "[::1]x",
        "[::1]:",
        "[::1]]",
        "[[::1]]",
        "[::1%25eth0]",
        "[::1%eth0]",
        "[v1.a]",
        "[127.0.0.1]",
        "[1:2:3:4:5:6:7:8:9]",
    };
    for (const std::string& row : rows)
        EXPECT_FALSE(is_host(test::exact_copy(row))) << row;
}

TEST(Uri, TakesThePortAway)
{
    const std::pair<std::string_view, std::string_view> rows[] = {
        {"a", "a"},       {"a:1", "a"}, {"[::1]", "[::1]"}, {"[::1]:80", "[::1]"},
        {"[::1", "[::1"}, {"", ""},     {":80", ""},        {"127.0.0.1:9080", "127.0.0.1"},
    };
    for (const auto& [host, name] : rows)
        EXPECT_EQ(host_name(host), name) << host;
}

TEST(Uri, MatchesHostsWithTheirPorts)
{
    struct row
    {
        std::string_view pattern, host, scheme;
        bool matches;
    };
    const row rows[] = {
        // without a port: every port
        {"app.test", "app.test", "https", true},
        {"app.TEST", "APP.test", "https", true},
        {"app.test", "app.test:8443", "https", true},
        {"app.test", "app.test.evil", "https", false},
        {"app.test", "evil.test", "https", false},
        {"[::1]", "[::1]:8443", "https", true},
        {"[::1]", "[::2]", "https", false},
        // with a port: that port alone
        {"app.test:8443", "app.test:8443", "https", true},
        {"app.test:8443", "APP.test:08443", "https", true},
        {"app.test:8443", "app.test:8444", "https", false},
        {"app.test:8443", "app.test", "https", false},
        {"app.test:8443", "other.test:8443", "https", false},
        {"[::1]:8443", "[::1]:8443", "https", true},
        {"[::1]:8443", "[::1]", "https", false},
        // the port of the scheme is not written
        {"app.test:443", "app.test", "https", true},
        {"app.test:443", "app.test", "http", false},
        {"app.test:80", "app.test", "http", true},
        {"app.test:443", "app.test:443", "http", true},
        // names below another
        {"*.b.test", "a.b.test", "https", true},
        {"*.b.test", "c.a.b.test:8443", "https", true},
        {"*.b.test:8443", "a.b.test:8443", "https", true},
        {"*.b.test:8443", "a.b.test:8444", "https", false},
        {"*.b.test", "b.test", "https", false},
        {"*.b.test", ".b.test", "https", false},
        {"*.b.test", "evilb.test", "https", false},
        {"*.b.test", "a.b.test.evil", "https", false},
    };
    for (const row& r : rows)
        EXPECT_EQ(host_matches(r.pattern, r.host, r.scheme), r.matches)
            << r.pattern << ' ' << r.host << ' ' << r.scheme;
}

TEST(Uri, EncodesWhatIsNotUnreserved)
{
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("https://a/b?c=d&e#f"), "https%3A%2F%2Fa%2Fb%3Fc%3Dd%26e%23f");
    EXPECT_EQ(percent_encode(std::string_view("\0\r\n \x7f\xff%+", 8)), "%00%0D%0A%20%7F%FF%25%2B");
    EXPECT_EQ(percent_encode(""), "");
}

} // namespace
} // namespace postern::codec
