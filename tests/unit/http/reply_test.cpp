#include <postern/http/head_parser.hpp>
#include <postern/http/reply.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace postern::http {
namespace {

using std::string;

const reply& sample()
{
    static const reply instance(
        401, {{"WWW-Authenticate", "Bearer"}, {"X-Empty", ""}}, "X-Block: 1\r\nX-Two: 2\r\n", "{}"
    );
    return instance;
}

constexpr auto sample_rest = "Content-Length: 2\r\n"
                             "Cache-Control: no-store\r\n"
                             "WWW-Authenticate: Bearer\r\n"
                             "X-Empty: \r\n"
                             "X-Block: 1\r\n"
                             "X-Two: 2\r\n"
                             "\r\n";

TEST(Reply, IsReadyToBeSent)
{
    EXPECT_EQ(sample().octets(), "HTTP/1.1 401 Unauthorized\r\n" + string(sample_rest) + "{}");
    EXPECT_EQ(sample().status(), 401u);
    EXPECT_EQ(sample().body(), "{}");
    EXPECT_GE(sample().memory(), sample().octets().size());
}

struct form
{
    const char* name;
    bool close;
    unsigned version;
    bool head_only;
    const char* connection;
    const char* body;
};

TEST(Reply, FitsTheConnectionItIsSentOn)
{
    constexpr form forms[] = {
        {"Http11", false, 11, false, "", "{}"},
        {"Http11Close", true, 11, false, "Connection: close\r\n", "{}"},
        {"Http10", false, 10, false, "Connection: keep-alive\r\n", "{}"},
        {"Http10Close", true, 10, false, "Connection: close\r\n", "{}"},
        {"Head", false, 11, true, "", ""},
        {"HeadClose", true, 11, true, "Connection: close\r\n", ""},
    };
    for (const auto& each : forms) {
        SCOPED_TRACE(each.name);
        string out = "before ";
        sample().append_to(out, each.close, each.version, each.head_only);
        EXPECT_EQ(
            out, "before HTTP/1.1 401 Unauthorized\r\n" + string(each.connection) + sample_rest +
                     each.body
        );
    }
}

TEST(Reply, HasNeitherLengthNorBodyIfItMayNot)
{
    EXPECT_EQ(
        reply(204, {}, "", "ignored").octets(),
        "HTTP/1.1 204 No Content\r\nCache-Control: no-store\r\n\r\n"
    );
}

TEST(Reply, RefusesLineBreaksInHeaders)
{
    for (const auto& bad : {string("a\rb"), string("a\nb"), string("a\0b", 3)}) {
        EXPECT_THROW(reply(200, {{"X", bad}}, "", ""), std::invalid_argument);
        EXPECT_THROW(reply(200, {{bad, "x"}}, "", ""), std::invalid_argument);
    }
}

TEST(PlainReply, IsEmptyAndNeverStored)
{
    for (const unsigned status : {200u, 400u, 404u, 431u, 500u, 503u, 418u}) {
        const auto made = plain_reply(status);
        EXPECT_EQ(made->status(), status);
        EXPECT_EQ(made->body(), "");
        EXPECT_NE(
            made->octets().find("Content-Length: 0\r\nCache-Control: no-store\r\n\r\n"),
            string::npos
        );
    }
    EXPECT_EQ(plain_reply(404), plain_reply(404));
}

TEST(ReplyTo, NamesTheFaultByItsStatus)
{
    const std::pair<errc, unsigned> rows[] = {
        {errc::head_too_large, 431}, {errc::bad_syntax, 400},     {errc::bad_version, 400},
        {errc::obs_fold, 400},       {errc::bad_length, 400},     {errc::bad_host, 400},
        {errc::body_too_large, 413}, {errc::length_required, 411}};
    for (const auto& [reason, status] : rows) {
        SCOPED_TRACE(make_error_code(reason).message());
        EXPECT_EQ(reply_to(reason)->status(), status);
        EXPECT_EQ(classify(reason), failure::malformed);
    }
}

} // namespace
} // namespace postern::http
