#include <postern/http/head_parser.hpp>

#include <gtest/gtest.h>

#include <string>

namespace postern::http {
namespace {

using std::string;
using ::testing::TestWithParam;

template <class Row>
string name_of(const ::testing::TestParamInfo<Row>& row)
{
    return row.param.name;
}

string with(const string& fields)
{
    return "GET /p HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

string target(const string& text)
{
    return "GET " + text + " HTTP/1.1\r\nHost: a\r\n\r\n";
}

TEST(HeadParser, ReadsAHeadWithoutCopying)
{
    head_parser parser({});
    const string octets = "GET /a/b?c=d HTTP/1.1\r\nHost: a.example\r\nX-One:\t one two \r\n"
                          "cookie: x=1\r\nCookie: y=2\r\n\r\n";
    const auto head = parser.parse(octets);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(head->method, "GET");
    EXPECT_EQ(head->target, "/a/b?c=d");
    EXPECT_EQ(head->path, "/a/b");
    EXPECT_EQ(head->version, 11u);
    EXPECT_TRUE(head->keep_alive);
    ASSERT_EQ(head->fields.size(), 4u);
    EXPECT_EQ(head->fields[1].name, "X-One");
    EXPECT_EQ(head->fields[1].value, "one two");
    EXPECT_EQ(head->fields[1].id, boost::beast::http::field::unknown);
    EXPECT_EQ(head->fields.find("COOKIE").count, 2u);
    EXPECT_EQ(head->fields.find("COOKIE").value, "x=1");
    EXPECT_EQ(head->fields.find(boost::beast::http::field::cookie).count, 2u);
    EXPECT_EQ(head->fields.find("X").count, 0u);
    for (const auto& each : head->fields) {
        EXPECT_GE(each.value.data(), octets.data());
        EXPECT_LE(each.value.data() + each.value.size(), octets.data() + octets.size());
    }
}

struct good_row
{
    const char* name;
    string octets;
    string path = "/p";
    unsigned version = 11;
    bool keep_alive = true;
    std::uint64_t length = 0;
    bool chunked = false;
    bool expect_continue = false;
};

class GoodHead : public TestWithParam<good_row>
{
};

TEST_P(GoodHead, IsRead)
{
    head_parser parser({});
    const auto head = parser.parse(GetParam().octets);
    ASSERT_TRUE(head.has_value()) << head.error().message();
    EXPECT_EQ(head->path, GetParam().path);
    EXPECT_EQ(head->version, GetParam().version);
    EXPECT_EQ(head->keep_alive, GetParam().keep_alive);
    EXPECT_EQ(head->content_length, GetParam().length);
    EXPECT_EQ(head->chunked, GetParam().chunked);
    EXPECT_EQ(head->expect_continue, GetParam().expect_continue);
}

const good_row good_rows[] = {
    {"Smallest", with("")},
    {"NoHostInHttp10", "GET /p HTTP/1.0\r\n\r\n", "/p", 10, false},
    {"KeepAliveInHttp10", "GET /p HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", "/p", 10, true},
    {"Close", with("Connection: close\r\n"), "/p", 11, false},
    {"EmptyHost", "GET /p HTTP/1.1\r\nHost:\r\n\r\n"},
    {"HostWithPort", "GET /p HTTP/1.1\r\nHost: a_b.example:80\r\n\r\n"},
    {"HostIPv6", "GET /p HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"},
    {"OneEmptyLineBefore", "\r\n" + with("")},
    {"Query", target("/p?/q?"), "/p"},
    {"NothingDecoded", target("/p/../%2e%2e//x"), "/p/../%2e%2e//x"},
    {"AbsoluteForm", target("http://h:80/p?q"), "/p"},
    {"AbsoluteFormTls", target("HTTPS://h/p"), "/p"},
    {"AbsoluteFormNoPath", target("http://h"), "/"},
    {"AbsoluteFormOnlyQuery", target("http://h?/p"), "/"},
    {"AbsoluteFormIPv6", target("http://[::1]:80/p"), "/p"},
    {"LongOriginForm", target("//h/p"), "//h/p"},
    {"UnknownMethod", "BREW /p HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"Length", with("Content-Length: 18446744073709551615\r\n"), "/p", 11, true,
     18446744073709551615u},
    {"LengthWithZeros", with("Content-Length: 007\r\n"), "/p", 11, true, 7},
    {"Chunked", with("Transfer-Encoding: Chunked\r\n"), "/p", 11, true, 0, true},
    {"Expect", with("Expect: 100-Continue\r\n"), "/p", 11, true, 0, false, true},
    {"NoSpaceAfterColon", with("X:y\r\n")},
    {"EmptyValue", with("X:\r\nY: \r\n")},
    {"TabsAround", with("X:\t y\tz \t\r\n")},
    {"HighOctets", with("X: \xc3\xa9\xff\r\n")},
    {"EveryTokenOctet", with("!#$%&'*+-.^_`|~09azAZ: x\r\n")},
};

INSTANTIATE_TEST_SUITE_P(Heads, GoodHead, ::testing::ValuesIn(good_rows), name_of<good_row>);

struct bad_row
{
    const char* name;
    string octets;
    errc reason;
};

class BadHead : public TestWithParam<bad_row>
{
};

TEST_P(BadHead, IsRefused)
{
    head_parser parser({});
    EXPECT_EQ(parser.parse(GetParam().octets).error(), GetParam().reason);
}

const bad_row bad_rows[] = {
    {"Nothing", "", errc::bad_syntax},
    {"OnlyAnEmptyLine", "\r\n", errc::bad_syntax},
    {"NoVersion", "GET /p\r\n\r\n", errc::bad_syntax},
    {"EmptyMethod", " /p HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_syntax},
    {"MethodIsNoToken", "G(T /p HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_syntax},
    {"EmptyTarget", "GET  HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_syntax},
    {"TargetWithoutSlash", target("p"), errc::bad_target},
    {"TargetIsQuery", target("?p"), errc::bad_target},
    {"TargetIsFragment", target("#p"), errc::bad_target},
    {"TargetIsAsterisk", target("*"), errc::bad_target},
    {"TargetIsAsteriskOfOptions", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_target},
    {"TargetIsAuthority", target("h:443"), errc::bad_target},
    {"TargetIsNetworkPath", target("h/p"), errc::bad_target},
    {"OtherScheme", target("ftp://h/p"), errc::bad_target},
    {"SchemeWithoutSlashes", target("http:/p"), errc::bad_target},
    {"SchemeAlone", target("http://"), errc::bad_target},
    {"AbsoluteFormWithoutHost", target("http:///p"), errc::bad_target},
    {"AbsoluteFormWithPortAlone", target("http://:80/p"), errc::bad_target},
    {"AbsoluteFormWithUser", target("http://u@h/p"), errc::bad_target},
    {"AbsoluteFormWithFragment", target("http://h#p"), errc::bad_target},
    {"PathWithFragment", target("/p#x"), errc::bad_target},
    {"PathBeyondAscii", target("/p\xc3\xa9"), errc::bad_target},
    {"AbsoluteFormWithOpenBracket", target("http://[::1/p"), errc::bad_target},
    {"AbsoluteFormWithHighPort", target("http://h:99999/p"), errc::bad_target},
    {"Connect", "CONNECT h:443 HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_target},
    {"ConnectInHttp10", "CONNECT h:443 HTTP/1.0\r\n\r\n", errc::bad_target},
    {"ConnectWithPath", "CONNECT /p HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_target},
    {"ConnectWithUri", "CONNECT http://h/p HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_target},
    {"SpaceInTarget", "GET /p q HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_version},
    {"TabAsSeparator", "GET\t/p HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_syntax},
    {"ControlInTarget", "GET /p\x01 HTTP/1.1\r\nHost: a\r\n\r\n", errc::bad_syntax},
    {"NulInTarget", string("GET /p\0 HTTP/1.1\r\nHost: a\r\n\r\n", 30), errc::bad_syntax},
    {"Http09", "GET /p HTTP/0.9\r\nHost: a\r\n\r\n", errc::bad_version},
    {"Http12", "GET /p HTTP/1.2\r\nHost: a\r\n\r\n", errc::bad_version},
    {"Http2", "PRI * HTTP/2.0\r\n\r\n", errc::bad_version},
    {"LowerCaseVersion", "GET /p http/1.1\r\nHost: a\r\n\r\n", errc::bad_version},
    {"SpaceAfterVersion", "GET /p HTTP/1.1 \r\nHost: a\r\n\r\n", errc::bad_version},
    {"NoHost", "GET /p HTTP/1.1\r\n\r\n", errc::bad_host},
    {"TwoHosts", with("host: a\r\n"), errc::bad_host},
    {"TwoHostsInHttp10", "GET /p HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", errc::bad_host},
    {"HostList", "GET /p HTTP/1.1\r\nHost: a,b\r\n\r\n", errc::bad_host},
    {"HostWithUser", "GET /p HTTP/1.1\r\nHost: u@a\r\n\r\n", errc::bad_host},
    {"HostWithSpace", "GET /p HTTP/1.1\r\nHost: a b\r\n\r\n", errc::bad_host},
    {"HostWithPath", "GET /p HTTP/1.1\r\nHost: a/b\r\n\r\n", errc::bad_host},
    {"SpaceBeforeColon", with("X : y\r\n"), errc::bad_syntax},
    {"SpaceBeforeName", "GET /p HTTP/1.1\r\n Host: a\r\n\r\n", errc::bad_syntax},
    {"EmptyName", with(": y\r\n"), errc::bad_syntax},
    {"NoColon", with("X\r\n"), errc::bad_syntax},
    {"NameIsNoToken", with("X(y): z\r\n"), errc::bad_syntax},
    {"HighOctetInName", with("X\xff: z\r\n"), errc::bad_syntax},
    {"NulInValue", with(string("X: a\0b\r\n", 8)), errc::bad_syntax},
    {"DelInValue", with("X: a\x7f\r\n"), errc::bad_syntax},
    {"ReturnInValue", with("X: a\rb\r\n"), errc::bad_syntax},
    {"BareLineFeedEndsField", with("X: a\nY: b\r\n"), errc::bad_syntax},
    {"BareLineFeedEndsHead", "GET /p HTTP/1.1\r\nHost: a\r\n\n", errc::bad_syntax},
    {"Fold", with("X: a\r\n b\r\n"), errc::obs_fold},
    {"FoldWithTab", with("X: a\r\n\tb\r\n"), errc::obs_fold},
    {"FoldOfAnEmptyLine", with("X:\r\n b\r\n"), errc::obs_fold},
    {"FoldToNothing", with("X: a\r\n \r\n"), errc::obs_fold},
    {"FoldOfNothing", with("X:\r\n \r\nY: z\r\n"), errc::obs_fold},
    {"FoldLongerThanBeastTakes", with("X: a\r\n " + string(8000, 'b') + "\r\n"), errc::obs_fold},
    {"TwoLengths", with("Content-Length: 5\r\nContent-Length: 6\r\n"), errc::bad_length},
    {"TwoEqualLengths", with("Content-Length: 5\r\nContent-Length: 5\r\n"), errc::bad_length},
    {"LengthList", with("Content-Length: 5, 5\r\n"), errc::bad_length},
    {"LengthWithSign", with("Content-Length: +5\r\n"), errc::bad_length},
    {"NegativeLength", with("Content-Length: -5\r\n"), errc::bad_length},
    {"LengthInTwoParts", with("Content-Length: 5 5\r\n"), errc::bad_length},
    {"HexLength", with("Content-Length: 0x5\r\n"), errc::bad_length},
    {"EmptyLength", with("Content-Length:\r\n"), errc::bad_length},
    {"LengthTooLong", with("Content-Length: 18446744073709551616\r\n"), errc::bad_length},
    {"LengthThenChunked", with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
     errc::bad_length},
    {"ChunkedThenLength", with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
     errc::bad_length},
    {"OtherCoding", with("Transfer-Encoding: xchunked\r\n"), errc::bad_length},
    {"OtherCodingWithLength", with("Transfer-Encoding: identity\r\nContent-Length: 5\r\n"),
     errc::bad_length},
    {"TwoCodings", with("Transfer-Encoding: gzip, chunked\r\n"), errc::bad_length},
    {"ChunkedTwice", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
     errc::bad_length},
    {"ChunkedInHttp10", "POST /p HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", errc::bad_length},
    {"EmptyCoding", with("Transfer-Encoding:\r\n"), errc::bad_length},
    {"Junk", "\x16\x03\x01\r\n\r\n", errc::bad_syntax},
};

INSTANTIATE_TEST_SUITE_P(Heads, BadHead, ::testing::ValuesIn(bad_rows), name_of<bad_row>);

TEST(HeadParser, TakesAsManyFieldsAsItsLimit)
{
    head_parser parser({.octets = 64 * 1024, .fields = 128});
    string fields;
    for (int i = 1; i < 128; ++i)
        fields += "X: y\r\n";
    EXPECT_TRUE(parser.parse(with(fields)).has_value());
    EXPECT_EQ(parser.parse(with(fields + "X: y\r\n")).error(), errc::head_too_large);
}

TEST(HeadParser, TakesAsManyOctetsAsItsLimit)
{
    head_parser parser({.octets = 1000, .fields = 128});
    const auto filler = 1000 - with("X: \r\n").size();
    EXPECT_TRUE(parser.parse(with("X: " + string(filler, 'y') + "\r\n")).has_value());
    EXPECT_EQ(
        parser.parse(with("X: " + string(filler + 1, 'y') + "\r\n")).error(), errc::head_too_large
    );
}

TEST(HeadParser, ForgetsTheHeadBefore)
{
    head_parser parser({});
    EXPECT_TRUE(parser.parse(with("Content-Length: 5\r\nConnection: close\r\n")).has_value());
    EXPECT_FALSE(parser.parse("junk\r\n\r\n").has_value());
    const string last = with("");
    const auto head = parser.parse(last);
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(head->content_length, 0u);
    EXPECT_TRUE(head->keep_alive);
    EXPECT_EQ(head->fields.size(), 1u);
}

} // namespace
} // namespace postern::http
