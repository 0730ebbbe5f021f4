// Sessions of Authgear: the value of the cookie and the record, as Authgear writes them.
#include <postern/base/unix_time.hpp>
#include <postern/session/authgear.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace postern::session {
namespace {

using namespace std::chrono_literals;

const std::string id = "9f5b6e1a-0c3d-4e7f-8a9b-0123456789ab";
const std::string cookie = id + ".abcdefghijABCDEFGHIJ0123456789zZ";
const crypto::sha256_digest digest = crypto::sha256(cookie);
const time_point noon = at_second(1'800'000'000);

options lifetimes()
{
    options made;
    made.idle = 24h * 30;
    made.lifetime = 24h * 364;
    return made;
}

// `token_hash` is the SHA-256 of `cookie`.
const std::string good = R"({
    "id": "9f5b6e1a-0c3d-4e7f-8a9b-0123456789ab", "app_id": "shop",
    "created_at": "2027-01-15T08:00:00.000250001Z",
    "authenticated_at": "2027-01-15T07:59:00Z",
    "attrs": {"user_id": "alice", "claims": {"amr": ["pwd", "otp"]}},
    "access_info": {
        "initial_access": {"time": "2027-01-15T08:00:00Z", "ip": "192.0.2.1", "user_agent": "x"},
        "last_access": {"time": "2027-01-16T08:00:00.5Z", "ip": "192.0.2.1", "user_agent": "x"}},
    "token_hash": "4abd0d831f4332085c9951bb5df3f441569e87d65aa49316a2be748aa48a374d",
    "participated_saml_service_provider_ids": null})";

// The good record with another value at a path such as `attrs.user_id`; without it for nullptr.
std::string changed(std::string_view path, const char* value)
{
    boost::json::value all = boost::json::parse(good);
    boost::json::object* at = &all.get_object();
    for (auto dot = path.find('.'); dot != path.npos; dot = path.find('.')) {
        at = &at->at(path.substr(0, dot)).get_object();
        path.remove_prefix(dot + 1);
    }
    if (value != nullptr)
        (*at)[path] = boost::json::parse(value);
    else
        at->erase(path);
    return boost::json::serialize(all);
}

error_code error_of(const std::string& text)
{
    const auto read = decode_authgear(text, id, digest, lifetimes());
    return read ? error_code() : read.error();
}

TEST(AuthgearRecord, IsRead)
{
    const record read = decode_authgear(good, id, digest, lifetimes()).value();
    EXPECT_EQ(read.user_id, "alice");
    EXPECT_EQ(read.created_at, noon + 250001ns);
    EXPECT_EQ(read.authenticated_at, noon - 60s);
    EXPECT_EQ(read.expires_at, noon + 24h + 500ms + 24h * 30);
    EXPECT_EQ(read.idle, 24h * 30);
    EXPECT_EQ(read.amr, std::vector<std::string>({"pwd", "otp"}));
}

TEST(AuthgearRecord, SaysNothingMoreOfTheUser)
{
    const record read = decode_authgear(good, id, digest, lifetimes()).value();
    EXPECT_FALSE(read.anonymous || read.verified || read.can_reauthenticate || read.client_id);
    EXPECT_TRUE(read.roles.empty());
    EXPECT_TRUE(read.claims.empty());
}

TEST(AuthgearRecord, EndsAfterItsLifetimeOrItsIdleTime)
{
    const struct
    {
        std::chrono::seconds lifetime;
        std::chrono::seconds idle;
        time_point end;
    } rows[] = {
        {24h * 364, 24h * 30, noon + 24h * 31 + 500ms},
        {24h * 364, 1s, noon + 24h + 1500ms},
        {24h * 7, 24h * 30, noon + 24h * 7 + 250001ns},
        {1s, 1s, noon + 1s + 250001ns},
    };
    for (const auto& row : rows) {
        options given;
        given.lifetime = row.lifetime;
        given.idle = row.idle;
        EXPECT_EQ(decode_authgear(good, id, digest, given)->expires_at, row.end);
    }
}

TEST(AuthgearRecord, OfTheFarFutureEndsBeforeTheEndOfTime)
{
    options given;
    given.lifetime = given.idle = longest_duration;
    const std::string far = changed("created_at", R"("2255-03-14T15:59:59Z")");
    EXPECT_GT(decode_authgear(far, id, digest, given)->expires_at, noon);
    given.lifetime = 1s;
    EXPECT_LE(decode_authgear(far, id, digest, given)->expires_at, at_second(last_kept_second));
}

TEST(AuthgearRecord, IsReadStrictly)
{
    const struct
    {
        const char* path;
        const char* value;
    } rows[] = {
        {"id", nullptr},
        {"id", "7"},
        {"id", R"("9f5b6e1a-0c3d-4e7f-8a9b-0123456789ac")"},
        {"token_hash", nullptr},
        {"token_hash", "null"},
        {"token_hash", "[]"},
        {"created_at", nullptr},
        {"created_at", "1800000000"},
        {"created_at", R"("2027-01-15 08:00:00Z")"},
        {"created_at", R"("0001-01-01T00:00:00Z")"},
        {"authenticated_at", nullptr},
        {"authenticated_at", "null"},
        {"authenticated_at", R"("yesterday")"},
        {"attrs", nullptr},
        {"attrs", "[]"},
        {"attrs.user_id", nullptr},
        {"attrs.user_id", R"("")"},
        {"attrs.user_id", "7"},
        {"attrs.user_id", R"("a\u000ab")"},
        {"attrs.claims", R"("amr")"},
        {"attrs.claims", R"(["amr"])"},
        {"attrs.claims.amr", R"("pwd")"},
        {"attrs.claims.amr", "[1]"},
        {"attrs.claims.amr", R"([""])"},
        {"access_info", nullptr},
        {"access_info", "null"},
        {"access_info.last_access", nullptr},
        {"access_info.last_access", R"("2027-01-16T08:00:00Z")"},
        {"access_info.last_access.time", nullptr},
        {"access_info.last_access.time", "{}"},
        {"access_info.last_access.time", R"("")"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(error_of(changed(row.path, row.value)), make_error_code(errc::unreadable))
            << row.path << ' ' << (row.value != nullptr ? row.value : "missing");
    for (const char* const text : {"", "null", "[]", "{}", "{", "\"x\""})
        EXPECT_EQ(error_of(text), make_error_code(errc::unreadable)) << text;
    EXPECT_EQ(error_of(good + "x"), make_error_code(errc::unreadable));
}

TEST(AuthgearRecord, MayLackWhatIsNotNeeded)
{
    const struct
    {
        const char* path;
        const char* value;
    } rows[] = {
        {"app_id", nullptr},
        {"attrs.claims", nullptr},
        {"attrs.claims", "null"},
        {"attrs.claims.amr", nullptr},
        {"attrs.claims.amr", "null"},
        {"attrs.claims.amr", "[]"},
        {"attrs.claims.acr", R"("2fa")"},
        {"attrs.new", "7"},
        {"access_info.initial_access", nullptr},
        {"access_info.last_access.ip", nullptr},
        {"participated_saml_service_provider_ids", R"(["a"])"},
        {"new", "{}"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(error_of(changed(row.path, row.value)), error_code()) << row.path;
}

// The id alone opens nothing.
TEST(AuthgearRecord, IsUnknownToACookieWithAnotherSecret)
{
    const auto unknown = make_error_code(errc::unknown);
    for (std::size_t n = id.size() + 1; n != cookie.size(); ++n) {
        std::string other = cookie;
        other[n] = other[n] == 'q' ? 'r' : 'q';
        const auto read = decode_authgear(good, id, crypto::sha256(other), lifetimes());
        EXPECT_EQ(read.error(), unknown) << n;
    }
    for (const char* const hash :
         {R"("")", R"("4abd0d83")",
          R"("4ABD0D831F4332085C9951BB5DF3F441569E87D65AA49316A2BE748AA48A374D")"})
        EXPECT_EQ(error_of(changed("token_hash", hash)), unknown) << hash;
}

TEST(AuthgearCookie, NamesItsSession)
{
    ASSERT_TRUE(is_authgear_cookie_value(cookie));
    EXPECT_EQ(authgear_id_of(cookie), id);
}

TEST(AuthgearCookie, HasOneForm)
{
    const std::string rest = cookie.substr(id.size());
    const std::string bad[] = {
        "",
        id,
        id + ".",
        rest,
        cookie + "a",
        cookie + ".",
        cookie.substr(0, cookie.size() - 1),
        "\"" + cookie + "\"",
        std::string(cookie.size(), 'a'),
        std::string(43, 'A'),
        "9F5B6E1A-0C3D-4E7F-8A9B-0123456789AB" + rest,
        "9f5b6e1a00c3d-4e7f-8a9b-0123456789ab" + rest,
        "9f5b6e1ag0c3d-4e7f-8a9b-0123456789ab" + rest,
        "9f5b6e1-a0c3d-4e7f-8a9b-0123456789ab" + rest,
        "gf5b6e1a-0c3d-4e7f-8a9b-0123456789ab" + rest,
        "x:session:{}-4e7f-8a9b-0123456789ab00" + rest,
        id + "-" + rest.substr(1),
        id + ".abcdefghijABCDEFGHIJ0123456789z-",
        id + ".abcdefghijABCDEFGHIJ0123456789z.",
        id + ".abcdefghijABCDEFGHIJ0123456789z\n",
        std::string(4096, 'a'),
    };
    for (const std::string& text : bad)
        EXPECT_FALSE(is_authgear_cookie_value(text)) << text;
}

// Every octet of the value, replaced by each character that cannot stand there.
TEST(AuthgearCookie, HasNoOtherCharacter)
{
    for (std::size_t n = 0; n != cookie.size(); ++n)
        for (const char c : {'\0', ' ', '*', ':', '{', '}', '_', '%', '\x80'}) {
            std::string other = cookie;
            other[n] = c;
            EXPECT_FALSE(is_authgear_cookie_value(other)) << n;
        }
}

} // namespace
} // namespace postern::session
