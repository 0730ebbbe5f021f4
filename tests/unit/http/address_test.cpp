#include <postern/http/address.hpp>

#include <gtest/gtest.h>

namespace postern::http {
namespace {

using kind = listen_address::kind;

struct row
{
    const char* text;
    listen_address expected;
};

TEST(ListenAddress, IsReadAndWrittenTheSame)
{
    const row rows[] = {
        {"127.0.0.1:9080", {kind::tcp, "127.0.0.1", 9080, {}}},
        {"0.0.0.0:0", {kind::tcp, "0.0.0.0", 0, {}}},
        {"[::1]:65535", {kind::tcp, "::1", 65535, {}}},
        {"unix:/run/postern.sock", {kind::unix_socket, {}, 0, "/run/postern.sock"}},
        {"unix:relative", {kind::unix_socket, {}, 0, "relative"}},
        {"systemd", {kind::systemd, {}, 0, {}}},
    };
    for (const auto& [text, expected] : rows) {
        SCOPED_TRACE(text);
        const auto parsed = parse_listen_address(text);
        ASSERT_TRUE(parsed.has_value());
        EXPECT_EQ(*parsed, expected);
        EXPECT_EQ(parsed->text(), text);
    }
}

TEST(ListenAddress, RefusesWhatIsNoAddress)
{
    const std::string rows[] = {
        "",
        "9080",
        ":9080",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:http",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:+1",
        "127.0.0.1:80 ",
        " 127.0.0.1:80",
        "127.0.0.256:80",
        "127.1:80",
        "localhost:80",
        "::1:80",
        "[::1]",
        "[::1]80",
        "[127.0.0.1]:80",
        "[]:80",
        "unix:",
        "unix:" + std::string(108, 'x'),
        std::string("unix:/a\0b", 9),
        "Systemd",
        "systemd:1",
    };
    for (const auto& text : rows) {
        SCOPED_TRACE(text);
        EXPECT_EQ(parse_listen_address(text).error(), boost::system::errc::invalid_argument);
    }
}

} // namespace
} // namespace postern::http
