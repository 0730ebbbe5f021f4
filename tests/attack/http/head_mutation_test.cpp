// A good head, cut and changed at every place. It is parsed from a buffer of exactly its size, so
// that a sanitizer sees every read outside of it; the test looks for views outside of it.
#include <postern/http/head_parser.hpp>
#include <postern/http/service.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <memory>
#include <string>

namespace postern::http {
namespace {

const std::string good = "GET http://a.example/authz/nginx?x=%20 HTTP/1.1\r\n"
                         "Host: a.example:80\r\n"
                         "Authorization: Bearer eyJ.eyJ.sig\r\n"
                         "Cookie: session=1; b=2\r\n"
                         "Connection: keep-alive, te\r\n"
                         "Content-Length: 12\r\n"
                         "X-Forwarded-For:\t10.0.0.1 \r\n"
                         "X-Empty:\r\n"
                         "\r\n";

// Finds the end of the head and parses the octets before it, as a connection does.
result<head> read(head_parser& parser, const std::unique_ptr<char[]>& octets, std::size_t size)
{
    const std::string_view all(octets.get(), size);
    const auto end = find_head_end(all, 0);
    return parser.parse(end == 0 ? all : all.substr(0, end));
}

void expect_inside(std::string_view part, const char* begin, std::size_t size)
{
    EXPECT_TRUE(std::greater_equal<>()(part.data(), begin));
    EXPECT_TRUE(std::less_equal<>()(part.data() + part.size(), begin + size));
    EXPECT_EQ(part.find_first_of("\r\n"), part.npos);
    EXPECT_EQ(part.find('\0'), part.npos);
}

bool accepts(head_parser& parser, std::string_view octets)
{
    const auto copy = std::make_unique<char[]>(octets.size());
    std::memcpy(copy.get(), octets.data(), octets.size());
    const auto head = read(parser, copy, octets.size());
    if (!head)
        return false;
    for (const auto part : {head->method, head->target, head->path})
        expect_inside(part, copy.get(), octets.size());
    for (const auto& each : head->fields) {
        expect_inside(each.name, copy.get(), octets.size());
        expect_inside(each.value, copy.get(), octets.size());
        EXPECT_FALSE(each.name.empty());
    }
    const owned_request owned(*head, {copy.get(), octets.size()}, {});
    EXPECT_EQ(owned.head().path, head->path);
    return true;
}

TEST(HeadMutation, NoTruncationIsAccepted)
{
    head_parser parser({});
    ASSERT_TRUE(accepts(parser, good));
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_FALSE(accepts(parser, good.substr(0, size))) << size;
}

TEST(HeadMutation, NoSingleOctetLeadsOutside)
{
    head_parser parser({});
    int accepted = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (int octet = 0; octet < 256; ++octet) {
            auto bad = good;
            bad[at] = static_cast<char>(octet);
            accepted += accepts(parser, bad);
        }
    }
    EXPECT_GT(accepted, 1000); // a changed letter of a value is another good head
}

TEST(HeadMutation, NoControlOctetIsAcceptedAnywhere)
{
    head_parser parser({});
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const char octet : {'\0', '\x01', '\v', '\f', '\x1b', '\x7f', '\r', '\n'}) {
            auto bad = good;
            bad.insert(at, 1, octet);
            // Before the last line feed it leaves a whole head and some rest behind.
            const bool ends_it = octet == '\n' && at + 1 >= good.size();
            EXPECT_EQ(accepts(parser, bad), ends_it) << at << " " << int(octet);
        }
    }
}

TEST(HeadMutation, NoDoubledOrRemovedPieceLeadsOutside)
{
    head_parser parser({});
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (std::size_t size = 1; size <= 40 && at + size <= good.size(); ++size) {
            auto doubled = good;
            doubled.insert(at, good.substr(at, size));
            accepts(parser, doubled);
            auto removed = good;
            removed.erase(at, size);
            accepts(parser, removed);
        }
    }
}

TEST(HeadMutation, NoFillingLeadsOutside)
{
    head_parser parser({});
    for (int octet = 0; octet < 256; ++octet) {
        for (const std::size_t size : {std::size_t(1), std::size_t(15), std::size_t(64 * 1024)})
            EXPECT_FALSE(accepts(parser, std::string(size, static_cast<char>(octet))));
    }
}

TEST(HeadMutation, LongLinesAndManyFieldsEndAtTheLimit)
{
    head_parser parser({});
    const std::string long_line(64 * 1024, 'a');
    const std::string host = " HTTP/1.1\r\nHost: a\r\n";
    std::string many;
    for (int i = 0; i < 10'000; ++i)
        many += "a:\r\n";
    for (const auto& octets :
         {"GET /" + long_line + host + "\r\n", "GET /" + host + "X: " + long_line + "\r\n\r\n",
          "GET /" + host + long_line + ": x\r\n\r\n", long_line + " /" + host + "\r\n",
          "GET /" + host + many + "\r\n"})
        EXPECT_EQ(parser.parse(octets).error(), errc::head_too_large);
}

} // namespace
} // namespace postern::http
