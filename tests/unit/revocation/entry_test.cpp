#include <postern/revocation/entry.hpp>

#include <gtest/gtest.h>

namespace postern::revocation {
namespace {

const time_point noon{std::chrono::seconds(1'800'000'000)};

struct good_row
{
    const char* body;
    const char* rendered;
};

const good_row good_rows[] = {
    {R"({"token":{"iss":"i","jti":"7"}})",
     R"({"token":{"jti":"7","iss":"i"},"created_at":1800000000})"},
    {R"({"token":{"jti":"7"}})", R"({"token":{"jti":"7"},"created_at":1800000000})"},
    {R"({"session":"s","expires_at":1800000600})",
     R"({"session":"s","expires_at":1800000600,"created_at":1800000000})"},
    {R"({"subject":"a"})", R"({"subject":"a","before":1800000000,"created_at":1800000000})"},
    {R"({"subject":"a","before":5})", R"({"subject":"a","before":5,"created_at":1800000000})"},
    {R"({"subject":"a","before":253402300799})", // does not fit a time_point
     R"({"subject":"a","before":9000000000,"created_at":1800000000})"},
    {R"({"key":"k","expires_at":253402300799})",
     R"({"key":"k","expires_at":9000000000,"created_at":1800000000})"},
    {R"({"key":"k"})", R"({"key":"k","created_at":1800000000})"},
    {R"({"key":{"kid":"k","iss":"i"}})",
     R"({"key":{"kid":"k","iss":"i"},"created_at":1800000000})"},
    {R"({"key":{"kid":"k"}})", R"({"key":"k","created_at":1800000000})"},
};

TEST(Entry, IsReadAndWritten)
{
    for (const good_row& r : good_rows) {
        const auto read = parse_entry(r.body, noon);
        ASSERT_TRUE(read) << r.body;
        EXPECT_EQ(render(*read), r.rendered);
        const auto again = decode(encode(*read));
        ASSERT_TRUE(again) << r.body;
        EXPECT_EQ(render(*again), r.rendered);
        EXPECT_EQ(name_of(*again), name_of(*read));
    }
}

// A session has the microsecond of its creation. The API shows the next whole second, because `iat`
// has whole seconds and every token of this second is revoked.
TEST(Entry, OfASubjectKeepsMicrosecondsAndShowsTheNextSecond)
{
    const time_point now = noon + std::chrono::nanoseconds(1'000'001);
    const auto read = parse_entry(R"({"subject":"a"})", now);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->before, noon + std::chrono::microseconds(1001));
    EXPECT_EQ(render(*read), R"({"subject":"a","before":1800000001,"created_at":1800000000})");
    EXPECT_EQ(
        encode(*read),
        R"({"subject":"a","before":1800000000,"created_at":1800000000,"before_micros":1001})"
    );
    EXPECT_EQ(decode(encode(*read))->before, read->before);
}

struct bad_row
{
    const char* body;
    errc reason;
};

const bad_row bad_rows[] = {
    {"", errc::not_an_object},
    {"[]", errc::not_an_object},
    {R"({"key":"a","key":"a"})", errc::not_an_object},
    {"{}", errc::not_one_name},
    {R"({"key":"a","subject":"b"})", errc::not_one_name},
    {R"({"key":""})", errc::bad_name},
    {R"({"key":7})", errc::bad_name},
    {R"({"key":"a\u0000b"})", errc::bad_name},
    {R"({"key":{}})", errc::bad_name},
    {R"({"key":{"iss":"i"}})", errc::bad_name},
    {R"({"key":{"kid":"k","jti":"7"}})", errc::unknown_member},
    {R"({"key":{"kid":"k","iss":7}})", errc::bad_name},
    {R"({"subject":{"kid":"k"}})", errc::bad_name},
    {R"({"token":"7"})", errc::bad_name},
    {R"({"token":{}})", errc::bad_name},
    {R"({"token":{"iss":"i"}})", errc::bad_name},
    {R"({"token":{"jti":7}})", errc::bad_name},
    {R"({"token":{"jti":"7","sub":"a"}})", errc::unknown_member},
    {R"({"key":"a","until":1})", errc::unknown_member},
    {R"({"key":"a","before":1})", errc::unknown_member},
    {R"({"subject":"a","before":"now"})", errc::bad_time},
    {R"({"subject":"a","before":-1})", errc::bad_time},
    {R"({"key":"a","expires_at":1e30})", errc::bad_time},
    {R"({"key":"a","expires_at":1799999999})", errc::expired},
    {R"({"key":"a","expires_at":1800000000})", errc::expired},
    {R"({"key":"a","before_micros":1})", errc::unknown_member},
    {R"({"subject":"a","before_micros":1})", errc::unknown_member},
    {R"({"subject":"a","before":5,"before_micros":1000000})", errc::bad_time},
    {R"({"subject":"a","before":5,"before_micros":-1})", errc::bad_time},
};

TEST(Entry, IsReadStrictly)
{
    for (const bad_row& r : bad_rows) {
        const auto read = parse_entry(r.body, noon);
        EXPECT_EQ(read ? error_code() : read.error(), make_error_code(r.reason)) << r.body;
    }
}

// Other programs may write records, too. A record with a time out of range is not an entry.
TEST(Entry, OfTheStoreIsRefusedWithATimeOutOfRange)
{
    for (const char* name : {"before", "expires_at", "created_at", "before_micros"})
        for (const char* value :
             {"-1", "1.5", "253402300800", "9223372036854775807", "9223372036854775808", "1e19",
              "1e300", "-9223372036854775808", "null", "true", R"("1800000000")"}) {
            std::string body = R"({"subject":"a",)";
            if (std::string_view(name) != "before")
                body += R"("before":5,)";
            body.append("\"").append(name).append("\":").append(value).append("}");
            const auto read = decode(body);
            EXPECT_EQ(read ? error_code() : read.error(), make_error_code(errc::bad_time)) << body;
        }
}

// With 1970 instead, the entry would revoke nothing that has a time of issue.
TEST(Entry, OfTheStoreNeedsBeforeForASubject)
{
    EXPECT_EQ(decode(R"({"subject":"a"})").error(), make_error_code(errc::bad_time));
    EXPECT_EQ(decode(R"({"subject":"a","before":0})")->before, time_point());
    EXPECT_TRUE(decode(R"({"key":"k"})"));
}

// A token of 8 KiB can hold a name that is nearly as long.
TEST(Entry, MayHaveANameAsLongAsAToken)
{
    const auto named = [](std::size_t size) {
        return parse_entry(R"({"subject":")" + std::string(size, 's') + "\"}", noon);
    };
    EXPECT_TRUE(named(8192));
    EXPECT_EQ(named(8193).error(), make_error_code(errc::bad_name));
}

TEST(Entry, HasADistinctName)
{
    EXPECT_NE(name_of(kind::key, "a"), name_of(kind::subject, "a"));
    EXPECT_NE(name_of(kind::token, "b", "a"), name_of(kind::token, "ab", ""));
    EXPECT_NE(name_of(kind::token, "a", "b"), name_of(kind::token, "b", "a"));
    EXPECT_EQ(id_of(name_of(kind::key, "a")).size(), 43U);
}

} // namespace
} // namespace postern::revocation
