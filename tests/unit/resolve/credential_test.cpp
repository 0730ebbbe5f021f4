#include <postern/resolve/credential.hpp>

#include <gtest/gtest.h>

#include <support/request.hpp>

namespace postern::resolve {
namespace {

using headers = std::vector<test::request::header>;
using kind = credential_source::kind;

struct row
{
    const char* name;
    headers sent;
    std::vector<std::string> found; // a token, or the name of the reason
    unsigned foreign = 0;
};

const std::vector<credential_source> bearer_then_cookie{{}, {kind::token_cookie, "access"}};

const row rows[] = {
    {"nothing", {}, {}},
    {"bearer", {{"Authorization", "Bearer abc"}}, {"abc"}},
    {"scheme in lower case", {{"Authorization", "bearer abc"}}, {"abc"}},
    {"scheme in capitals", {{"Authorization", "BEARER abc"}}, {"abc"}},
    {"several spaces", {{"Authorization", "Bearer   abc"}}, {"abc"}},
    {"no token", {{"Authorization", "Bearer"}}, {"bearer_malformed"}},
    {"tab", {{"Authorization", "Bearer\tabc"}}, {"bearer_malformed"}},
    {"tab inside", {{"Authorization", "Bearer abc\tdef"}}, {"bearer_malformed"}},
    {"two tokens", {{"Authorization", "Bearer abc def"}}, {"bearer_malformed"}},
    {"comma-joined", {{"Authorization", "Bearer abc,Bearer def"}}, {"bearer_malformed"}},
    {"two lines",
     {{"Authorization", "Bearer abc"}, {"Authorization", "Bearer abc"}},
     {"authorization_doubled"}},
    {"two lines of two schemes",
     {{"Authorization", "Basic YTpi"}, {"authorization", "Bearer abc"}},
     {"authorization_doubled"}},
    {"Basic", {{"Authorization", "Basic YTpi"}}, {}, 1},
    {"DPoP", {{"Authorization", "DPoP abc"}}, {}, 1},
    {"longer scheme", {{"Authorization", "BearerX abc"}}, {}, 1},
    {"empty", {{"Authorization", ""}}, {}, 1},
    {"cookie", {{"Cookie", "a=1; access=abc; b=2"}}, {"abc"}},
    {"cookie in another line", {{"Cookie", "a=1"}, {"Cookie", "access=abc"}}, {"abc"}},
    {"cookie of another case", {{"Cookie", "Access=abc"}}, {}},
    {"cookie with a prefix", {{"Cookie", "xaccess=abc; access2=abc"}}, {}},
    {"cookie twice, equal", {{"Cookie", "access=abc; access=abc"}}, {"abc"}},
    {"cookie twice, different", {{"Cookie", "access=abc; access=def"}}, {"cookie_doubled"}},
    {"cookie twice in two lines",
     {{"Cookie", "access=abc"}, {"Cookie", "access=def"}},
     {"cookie_doubled"}},
    {"cookie empty", {{"Cookie", "access="}}, {}},
    {"quotes are part of a value", {{"Cookie", "access=\"abc\""}}, {"\"abc\""}},
    {"both", {{"Cookie", "access=def"}, {"Authorization", "Bearer abc"}}, {"abc", "def"}},
    {"bad bearer, good cookie",
     {{"Cookie", "access=def"}, {"Authorization", "Bearer"}},
     {"bearer_malformed", "def"}},
    {"foreign scheme, good cookie",
     {{"Cookie", "access=def"}, {"Authorization", "Basic x"}},
     {"def"},
     1},
};

TEST(Credential, IsFoundWhereTheEndpointReads)
{
    for (const row& r : rows) {
        SCOPED_TRACE(r.name);
        const test::request request(r.sent);
        const credentials sent = find_credentials(request.head().fields, bearer_then_cookie);
        std::vector<std::string> found;
        for (const credential& one : sent.found)
            found.push_back(one.failed ? one.failed.message() : std::string(one.text));
        EXPECT_EQ(found, r.found);
        EXPECT_EQ(sent.foreign_schemes, r.foreign);
    }
}

TEST(Credential, IsNotReadWhereTheEndpointDoesNotLook)
{
    const test::request request(headers{{"Authorization", "Bearer abc"}, {"Cookie", "access=def"}});
    const std::vector<credential_source> other{{kind::token_cookie, "other"}};
    EXPECT_TRUE(find_credentials(request.head().fields, other).found.empty());
}

} // namespace
} // namespace postern::resolve
