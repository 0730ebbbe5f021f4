// The commands that ask a running Postern: what they send, what they print, how they fail.
#include "admin_stub.hpp"
#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

typed_outcome
ask(const admin_stub& admin, std::vector<std::string> words, const std::string& input = {})
{
    const folder home;
    for (const std::string& word :
         {std::string("--admin"), admin.url(), std::string("--token-file"),
          home.write("admin.token", "the-admin-token\n")})
        words.push_back(word);
    return type(words, input);
}

struct good_row
{
    const char* name;
    std::vector<std::string> words;
    const char* line; // of the request
    const char* body;
    canned answer;
    const char* out;
    const char* err = "";
    const char* input = "";
};

class GoodAnswer : public testing::TestWithParam<good_row>
{
};

TEST_P(GoodAnswer, IsAskedForAndPrinted)
{
    const good_row& row = GetParam();
    admin_stub admin({row.answer});
    const typed_outcome ended = ask(admin, row.words, row.input);
    EXPECT_EQ(ended.code, 0);
    EXPECT_EQ(ended.out, row.out);
    EXPECT_EQ(ended.err, row.err);
    const admin_stub::request& asked = admin.asked().at(0);
    EXPECT_EQ(std::string(asked.method_string()) + ' ' + std::string(asked.target()), row.line);
    EXPECT_EQ(asked.body(), row.body);
    EXPECT_EQ(asked["Authorization"], "Bearer the-admin-token");
}

constexpr const char* made =
    R"({"id":"S1","user_id":"alice","cookie":{"name":"session","value":"V1"}})";
constexpr const char* sessions =
    R"({"sessions":[{"id":"S1","user_id":"al\u001b[2Jice","idle_expires_at":1893459600,)"
    R"("expires_at":1893542400},{"id":"S2","unreadable":true}],"next_cursor":""})";
constexpr const char* revocations =
    R"({"revocations":[)"
    R"({"id":"R1","subject":"alice","before":1893456000,"expires_at":1893542400},)"
    R"({"id":"R2","session":"S1"},{"id":"R3","key":"k1"},)"
    R"({"id":"R4","token":{"jti":"4711"}},)"
    R"({"id":"R5","token":{"jti":"4712","iss":"https://a.example"}},)"
    R"({"id":"R6","unreadable":true}],"next_cursor":""})";

// {"alg":"EdDSA"} and {"iss":"https://a.example","jti":"4711","exp":1893456600}, unsigned
constexpr const char* token =
    "eyJhbGciOiJFZERTQSJ9."
    "eyJpc3MiOiJodHRwczovL2EuZXhhbXBsZSIsImp0aSI6IjQ3MTEiLCJleHAiOjE4OTM0NTY2MDB9.AAAA\n";

INSTANTIATE_TEST_SUITE_P(
    Operators, GoodAnswer,
    testing::ValuesIn(std::vector<good_row>{
        {"SessionCreate",
         {"session", "create", "--user", "alice"},
         "POST /v1/sessions",
         R"({"user_id":"alice"})",
         {201, made},
         "id      S1\ncookie  session=V1\n",
         "The value of the cookie is not shown again. Keep it secret: it signs in as that user.\n"},
        {"SessionCreateWithAll",
         {"session", "create", "--user", "alice", "--role", "staff", "--role", "ops", "--amr",
          "pwd", "--idle", "90s", "--lifetime", "12h", "--claims", R"({"team":"x"})", "--json"},
         "POST /v1/sessions",
         R"({"user_id":"alice","roles":["staff","ops"],"amr":["pwd"],"idle_seconds":90,)"
         R"("lifetime_seconds":43200,"claims":{"team":"x"}})",
         {201, R"({"id":"S1"})"},
         "{\"id\":\"S1\"}\n"},
        {"SessionList",
         {"session", "list"},
         "GET /v1/sessions?cursor=",
         "",
         {200, sessions},
         "S1  al\\u001b[2Jice  ends in 1h if not used, in 1d at the latest\nS2  cannot be read\n"},
        {"SessionListOfAUser",
         {"session", "list", "--user", "a&b=c", "--json"},
         "GET /v1/sessions?user=a%26b%3Dc&cursor=",
         "",
         {200, R"({"sessions":[{"id":"S1"}],"next_cursor":""})"},
         "{\"id\":\"S1\"}\n"},
        {"SessionRevoke",
         {"session", "revoke", "../users"},
         "DELETE /v1/sessions/..%2Fusers",
         "",
         {204, ""},
         "ended\n"},
        {"SessionRevokeWithADash",
         {"session", "revoke", "-_SRnJb269qOPx-XdPIHPFmDBvVcTEKBNMMrIq3MMks"},
         "DELETE /v1/sessions/-_SRnJb269qOPx-XdPIHPFmDBvVcTEKBNMMrIq3MMks",
         "",
         {204, ""},
         "ended\n"},
        {"SessionRevokeOfAUser",
         {"session", "revoke", "--user", "alice"},
         "DELETE /v1/users/alice/sessions",
         "",
         {200, R"({"ended":3})"},
         "ended 3\n"},
        {"RevocationAddSubject",
         {"revocation", "add", "--subject", "alice", "--before", "1893456000"},
         "POST /v1/revocations",
         R"({"subject":"alice","before":1893456000})",
         {201, R"({"id":"R1"})"},
         "revoked  R1\n"},
        {"RevocationAddSession",
         {"revocation", "add", "--session", "S1"},
         "POST /v1/revocations",
         R"({"session":"S1"})",
         {201, R"({"id":"R2"})"},
         "revoked  R2\n"},
        {"RevocationAddKey",
         {"revocation", "add", "--key", "k1", "--json"},
         "POST /v1/revocations",
         R"({"key":"k1"})",
         {201, R"({"id":"R3"})"},
         "{\"id\":\"R3\"}\n"},
        {"RevocationList",
         {"revocation", "list"},
         "GET /v1/revocations?cursor=",
         "",
         {200, revocations},
         "R1  subject alice, issued before 2030-01-01 00:00:00 UTC, until 2030-01-02 00:00:00 UTC\n"
         "R2  session S1\nR3  key k1\nR4  token 4711\nR5  token 4712 of https://a.example\n"
         "R6  cannot be read\n"},
        {"RevocationRemove",
         {"revocation", "remove", "R1"},
         "DELETE /v1/revocations/R1",
         "",
         {204, ""},
         "removed\n"},
        {"TokenRevoke",
         {"token", "revoke"},
         "POST /v1/revocations",
         R"({"token":{"jti":"4711","iss":"https://a.example"},"expires_at":1893456660})",
         {201, R"({"id":"R4"})"},
         "revoked  R4\n",
         "",
         token},
        {"TokenRevokeByJti",
         {"token", "revoke", "--jti", "4711"},
         "POST /v1/revocations",
         R"({"token":{"jti":"4711"}})",
         {201, R"({"id":"R4"})"},
         "revoked  R4\n"},
    }),
    [](const auto& row) { return row.param.name; }
);

TEST(AdminClient, AsksForEveryPage)
{
    admin_stub admin(
        {{200, R"({"sessions":[{"id":"S1"}],"next_cursor":"a+b/c"})"},
         {200, R"({"sessions":[{"id":"S2"}],"next_cursor":""})"}}
    );
    const typed_outcome ended = ask(admin, {"session", "list", "--json"});
    EXPECT_EQ(ended.out, "{\"id\":\"S1\"}\n{\"id\":\"S2\"}\n");
    EXPECT_EQ(admin.asked().at(1).target(), "/v1/sessions?cursor=a%2Bb%2Fc");
}

struct bad_row
{
    const char* name;
    std::vector<std::string> words;
    canned answer;
    const char* says;
};

class BadAnswer : public testing::TestWithParam<bad_row>
{
};

TEST_P(BadAnswer, EndsWithOneAndSaysWhy)
{
    const admin_stub admin({GetParam().answer});
    const typed_outcome ended = ask(admin, GetParam().words);
    EXPECT_EQ(ended.code, 1);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
    EXPECT_THAT(ended.err, Not(HasSubstr("the-admin-token")));
    EXPECT_THAT(ended.err, Not(HasSubstr("\033")));
}

constexpr const char* stranger = "does not come from Postern's operators' listener: check --admin";
const std::vector<std::string> create{"session", "create", "--user", "alice"};
const std::vector<std::string> list{"session", "list"};
const std::vector<std::string> list_revoked{"revocation", "list"};

INSTANTIATE_TEST_SUITE_P(
    Operators, BadAnswer,
    testing::ValuesIn(std::vector<bad_row>{
        {"WrongToken",
         create,
         {401, R"({"detail":"the admin token is wrong"})"},
         "401: the admin token is wrong; give --token-file or set POSTERN_ADMIN_TOKEN"},
        {"Refusal", create, {422, R"({"detail":"user_id: too \u001blong"})"}, "422: user_id: too"},
        {"RefusalWithoutText", create, {503, ""}, "status 503"},
        {"RefusalOfAnother", create, {404, "<html>"}, "status 404"},
        {"RefusalOfOddShape", create, {400, R"({"detail":7})"}, "status 400"},
        {"Redirect", create, {302, ""}, "status 302"},
        {"NotJson", create, {200, "<html>"}, stranger},
        {"NotAnObject", create, {200, "[]"}, stranger},
        {"NoCookie", create, {201, R"({"id":"S1"})"}, stranger},
        {"CookieIsText", create, {201, R"({"id":"S1","cookie":"V1"})"}, stranger},
        {"NoId", {"revocation", "add", "--key", "k"}, {201, "{}"}, stranger},
        {"NoList", list, {200, R"({"next_cursor":""})"}, stranger},
        {"ListIsText", list, {200, R"({"sessions":"","next_cursor":""})"}, stranger},
        {"ListOfTexts", list, {200, R"({"sessions":["S1"],"next_cursor":""})"}, stranger},
        {"NoCursor", list, {200, R"({"sessions":[]})"}, stranger},
        {"TimeIsText",
         list,
         {200,
          R"({"sessions":[{"id":"S1","user_id":"a","idle_expires_at":"1"}],"next_cursor":""})"},
         stranger},
        {"TimeBeforeAll",
         list,
         {200, R"({"sessions":[{"id":"S1","user_id":"a",)"
               R"("idle_expires_at":-9223372036854775808}],"next_cursor":""})"},
         stranger},
        {"RevocationOfNothing",
         list_revoked,
         {200, R"({"revocations":[{"id":"R1"}],"next_cursor":""})"},
         stranger},
    }),
    [](const auto& row) { return row.param.name; }
);

// What would be done differently from what was typed is not done.
TEST(Operators, RefuseWhatTheyWouldNotDo)
{
    const std::pair<std::vector<std::string>, const char*> rows[] = {
        {{"revocation", "add", "--subject", "a", "--before", "-5"}, "--before -5"},
        {{"revocation", "add", "--key", "k", "--before", "5"}, "--before needs --subject"},
        {{"revocation", "add", "--subject", "a", "--key", "k"}, "one of them"},
        {{"token", "revoke", "alice.jwt", "--jti", "7"}, "FILE or --jti, not both"},
        {{"token", "revoke", "-", "--jti", "7"}, "FILE or --jti, not both"},
        {{"token", "revoke", "--iss", "i"}, "--iss needs --jti"},
        {{"token", "revoke", "alice.jwt", "--iss", "i"}, "--iss needs --jti"},
    };
    for (const auto& [words, says] : rows) {
        const typed_outcome ended = type(words);
        EXPECT_EQ(ended.code, 2) << words.back();
        EXPECT_EQ(ended.out, "");
        EXPECT_THAT(ended.err, HasSubstr(says));
    }
}

} // namespace
} // namespace postern::cli
