// Requests that two parsers could read differently. They are answered 400, once, and the connection
// is closed; the octets behind them are never read as a request.
#include "running_server.hpp"

#include <gtest/gtest.h>

namespace postern::http {
namespace {

using std::string;

struct row
{
    const char* name;
    string octets;
};

class Smuggling : public ::testing::TestWithParam<row>
{
};

TEST_P(Smuggling, GetsOneRefusalAndNothingElse)
{
    running_server server;
    auto client = server.connect();
    client.send(GetParam().octets + get("/smuggled"));
    const auto answer = client.read_until_close();
    EXPECT_EQ(
        answer, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n"
                "Cache-Control: no-store\r\n\r\n"
    );
    EXPECT_EQ(server.service().request_count, 0);
    EXPECT_EQ(server.refused().size(), 1u);
}

string post(const string& fields, const string& body = {})
{
    return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}

const row rows[] = {
    {"LengthAndChunked", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nX")},
    {"ChunkedAndLength", post("Transfer-Encoding: chunked\r\nContent-Length: 6\r\n", "0\r\n\r\nX")},
    {"TwoLengths", post("Content-Length: 0\r\nContent-Length: 30\r\n")},
    {"EqualLengths", post("Content-Length: 0\r\nContent-Length: 0\r\n")},
    {"LengthList", post("Content-Length: 0, 0\r\n")},
    {"SignedLength", post("Content-Length: +5\r\n", "12345")},
    {"LengthWithSpace", post("Content-Length: 5 5\r\n", "12345")},
    {"OtherCoding", post("Transfer-Encoding: xchunked\r\n")},
    {"CodingWithVerticalTab", post("Transfer-Encoding: \vchunked\r\n")},
    {"CodingInQuotes", post("Transfer-Encoding: \"chunked\"\r\n")},
    {"CodingBeforeIdentity", post("Transfer-Encoding: chunked, identity\r\n")},
    {"SpaceBeforeColon", post("Transfer-Encoding : chunked\r\n")},
    {"FoldedCoding", post("Transfer-Encoding:\r\n chunked\r\n")},
    {"FoldedLength", post("Content-Length:\r\n 5\r\n", "12345")},
    {"CodingInHttp10",
     "POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"BareLineFeeds", "GET / HTTP/1.1\nHost: a\n\n"},
    {"BareLineFeedBeforeField", post("X: y\nContent-Length: 30\r\n")},
    {"BareReturnBeforeField", post("X: y\rContent-Length: 30\r\n")},
    {"Nul", post(string("X: y\0z\r\n", 8))},
    {"NulStream", string(4096, '\0')},
    {"NoHost", "GET / HTTP/1.1\r\n\r\n"},
    {"TwoHosts", post("Host: b\r\n")},
    {"SpaceBeforeFirstField", "GET / HTTP/1.1\r\n X: y\r\nHost: a\r\n\r\n"},
    {"Connect", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n"},
    {"ConnectWithPath", "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AuthorityTarget", get("a:443")},
    {"AsteriskTarget", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TargetWithoutSlash", get("smuggled")},
    {"TargetOfAnotherScheme", get("ftp://a/smuggled")},
    {"TargetWithoutHost", get("http:///smuggled")},
    {"TargetWithUser", get("http://u:p@a/smuggled")},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"ClientHello", string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)},
    {"OldVersion", "GET /\r\n"},
    {"ProxyLine", "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n"},
};

INSTANTIATE_TEST_SUITE_P(Attacks, Smuggling, ::testing::ValuesIn(rows), [](const auto& each) {
    return string(each.param.name);
});

TEST(SmugglingLimits, ManyFieldsAndLongLinesAreRefusedAsTooLarge)
{
    string many;
    for (int i = 0; i < 10'000; ++i)
        many += "a: b\r\n";
    for (const auto& octets :
         {post(many), post("X: " + string(64 * 1024, 'a') + "\r\n"),
          "GET /" + string(64 * 1024, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n",
          post(string(64 * 1024, 'a') + ": x\r\n")}) {
        running_server server;
        auto client = server.connect();
        client.send(octets);
        EXPECT_EQ(
            status_of(client.read_until_close()), "HTTP/1.1 431 Request Header Fields Too Large"
        );
        EXPECT_EQ(server.service().request_count, 0);
    }
}

} // namespace
} // namespace postern::http
