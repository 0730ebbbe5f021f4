#include <postern/http/head_parser.hpp>
#include <postern/http/service.hpp>

#include <gtest/gtest.h>

#include <memory>

namespace postern::http {
namespace {

TEST(OwnedRequest, OutlivesTheOctetsItWasReadFrom)
{
    auto octets = std::make_unique<std::string>(
        "POST http://a?q HTTP/1.0\r\nHost: a\r\nX-Name:  value \r\nX-Empty:\r\n\r\n"
    );
    auto parser = std::make_unique<head_parser>(head_limits{});
    const auto head = parser->parse(*octets);
    ASSERT_TRUE(head.has_value());
    const owned_request owned(*head, *octets, "body");
    octets->assign(octets->size(), '#');
    octets.reset();
    parser.reset();

    EXPECT_EQ(owned.head().method, "POST");
    EXPECT_EQ(owned.head().target, "http://a?q");
    EXPECT_EQ(owned.head().path, "/");
    EXPECT_EQ(owned.head().version, 10u);
    EXPECT_FALSE(owned.head().keep_alive);
    ASSERT_EQ(owned.head().fields.size(), 3u);
    EXPECT_EQ(owned.head().fields.find("x-name").value, "value");
    EXPECT_EQ(owned.head().fields.find("x-empty").count, 1u);
    EXPECT_EQ(owned.head().fields.find(boost::beast::http::field::host).value, "a");
    EXPECT_EQ(owned.body(), "body");
}

TEST(OwnedRequest, KeepsViewsThatNeverPointedIntoTheOctets)
{
    const field fields[] = {{boost::beast::http::field::host, "Host", "a"}};
    head literal;
    literal.method = "GET";
    literal.target = literal.path = "/x";
    literal.fields = std::span<const field>(fields);
    const owned_request owned(literal, "", "");
    EXPECT_EQ(owned.head().path, "/x");
    EXPECT_EQ(owned.head().fields.find("host").value, "a");
}

} // namespace
} // namespace postern::http
