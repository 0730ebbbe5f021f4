// Finds the end of requests that arrive whole, cut at each place, and octet by octet.
#include "framing.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace postern::http {
namespace {

using std::string;

struct seen
{
    framing outcome = framing::incomplete;
    string method, body;
    std::size_t size = 0;
    error_code error;
};

class reader
{
public:
    explicit reader(framing_limits limits)
        : limits_(limits), parser_(head_limits{.octets = limits.head})
    {
    }

    seen next(std::string_view octets)
    {
        framed_request request;
        seen result;
        result.outcome = next_request(octets, progress_, limits_, parser_, request, result.error);
        if (result.outcome == framing::complete) {
            result.method = request.head.method;
            result.body = request.body;
            result.size = request.size();
            unread_body = request.unread_body;
        }
        return result;
    }

    bool unread_body = false;

private:
    framing_limits limits_;
    head_parser parser_;
    framing_progress progress_;
};

const string get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET ";

TEST(Framing, FindsTheRequestWhereverItsOctetsAreCut)
{
    for (const auto& request : {get, post, "\r\n" + get}) {
        for (std::size_t cut = 0; cut < request.size(); ++cut) {
            SCOPED_TRACE(request.substr(0, cut));
            reader in({.body = 64});
            ASSERT_EQ(in.next(request.substr(0, cut)).outcome, framing::incomplete);
            ASSERT_EQ(in.next(request).size, request.size());
        }
    }
}

TEST(Framing, FindsTheRequestOctetByOctet)
{
    for (const auto& request : {get, post}) {
        reader in({.body = 64});
        for (std::size_t n = 1; n < request.size(); ++n)
            ASSERT_EQ(in.next(request.substr(0, n)).outcome, framing::incomplete);
        EXPECT_EQ(in.next(request + get).size, request.size());
        EXPECT_EQ(in.next(get).size, get.size());
    }
}

struct row
{
    const char* name;
    string octets;
    framing_limits limits;
    framing outcome;
    error_code error;
};

TEST(Framing, JudgesBodiesAndLimits)
{
    const auto with = [](const string& more) { return "POST / HTTP/1.1\r\nHost: a\r\n" + more; };
    const framing_limits none{.head = 64, .body = 0};
    const framing_limits some{.head = 64, .body = 4};
    constexpr auto complete = framing::complete;
    constexpr auto incomplete = framing::incomplete;
    constexpr auto refused = framing::refused;
    const row rows[] = {
        {"UnreadBody", with("Content-Length: 999\r\n\r\n"), none, complete, {}},
        {"HugeUnreadBody",
         with("Content-Length: 18446744073709551615\r\n\r\n"),
         {.head = 99, .body = 0},
         complete,
         {}},
        {"UnreadChunks", with("Transfer-Encoding: chunked\r\n\r\n"), none, complete, {}},
        {"Body", with("Content-Length: 4\r\n\r\nabcd"), some, complete, {}},
        {"HalfABody", with("Content-Length: 4\r\n\r\nab"), some, incomplete, {}},
        {"BodyOverLimit", with("Content-Length: 5\r\n\r\n"), some, refused, errc::body_too_large},
        {"Chunks", with("Transfer-Encoding: chunked\r\n\r\n"), some, refused,
         errc::length_required},
        {"HeadAtLimit", with("X: " + string(64 - 33, 'a') + "\r\n\r\n"), none, complete, {}},
        {"HeadOverLimit", with("X: " + string(64 - 32, 'a') + "\r\n\r\n"), none, refused,
         errc::head_too_large},
        {"EndlessHead", with("X: " + string(64, 'a')), none, refused, errc::head_too_large},
        {"ClientHello", string("\x16\x03\x01\x02", 4), none, refused, errc::bad_syntax},
        {"Zeros", string(3, '\0'), none, refused, errc::bad_syntax},
        {"BareLineFeedFirst", "\n", none, refused, errc::bad_syntax},
        {"BareReturnFirst", "\rG", none, refused, errc::bad_syntax},
        {"OnlyLineFeeds", "GET / HTTP/1.1\nHost: a\n\n", none, refused, errc::bad_version},
        {"TwoEmptyLinesFirst", "\r\n\r\n" + get, none, refused, errc::bad_syntax},
    };
    for (const auto& each : rows) {
        SCOPED_TRACE(each.name);
        reader in(each.limits);
        const auto result = in.next(each.octets);
        EXPECT_EQ(result.outcome, each.outcome);
        EXPECT_EQ(result.error, each.error);
        EXPECT_EQ(
            in.unread_body, each.outcome == complete && each.limits.body == 0 &&
                                each.octets.find("X: ") == string::npos
        );
    }
}

TEST(Framing, NeverLooksTwiceForTheEndOfAHead)
{
    const string head = "GET / HTTP/1.1\r\nX: a\r\n\r\n";
    for (std::size_t searched = 0; searched < head.size(); ++searched) {
        EXPECT_EQ(find_head_end(head.substr(0, searched), 0), 0u);
        EXPECT_EQ(find_head_end(head, searched), head.size()) << searched;
    }
    const string earlier = "a\r\n\r\n" + string(10, 'x');
    EXPECT_EQ(find_head_end(earlier, 10), 0u);
}

} // namespace
} // namespace postern::http
