#include <postern/resolve/identity.hpp>
#include <postern/resolve/identity_headers.hpp>

#include <gtest/gtest.h>

#include <support/issuer.hpp>

namespace postern::resolve {
namespace {

using test::member;

const identity_options mapped{
    "X-Authgear-",
    {
        {"X-Group", {"group"}, false},
        {"X-Deep", {"a", "b"}, false},
        {"X-Json", {"j"}, true},
    }};

enum class unset_value
{
    omit,
    send_empty
};

result<identity_ptr> identify(std::vector<member> changes, const identity_options& options = mapped)
{
    const auto verifier = jwt::verifier::create({test::issuer()}).value();
    const auto token = test::token(changes);
    return identity::from_token(verifier.verify(token, test::at(test::noon)).value(), options);
}

std::string lines_of(const identity* who, unset_value unset)
{
    std::string lines;
    const std::vector<std::string> names = header_names(mapped);
    for (const identity_header& header : identity_headers(who, names))
        if (header.value || unset == unset_value::send_empty)
            lines.append(header.name).append(": ").append(header.value.value_or("")).append("\r\n");
    return lines;
}

std::string headers(const std::vector<member>& changes, unset_value unset = unset_value::omit)
{
    const auto who = identify(changes);
    return who ? lines_of(who->get(), unset) : who.error().message();
}

const std::string always = "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: alice\r\n";
const std::string no_amr = "X-Authgear-Session-Amr: \r\n";

struct row
{
    const char* name;
    std::vector<member> claims;
    std::string expected; // header lines, or the reason
};

member user(const char* name, std::string value)
{
    return {std::string("https://authgear.com/claims/user/") + name, std::move(value)};
}

const row rows[] = {
    {"plain", {}, always + no_amr},
    {"anonymous",
     {user("is_anonymous", "true")},
     always + "X-Authgear-User-Anonymous: true\r\n" + no_amr},
    {"verified",
     {user("is_verified", "false")},
     always + "X-Authgear-User-Verified: false\r\n" + no_amr},
    {"can reauthenticate",
     {user("can_reauthenticate", "true")},
     always + "X-Authgear-User-Can-Reauthenticate: true\r\n" + no_amr},
    {"roles", {user("roles", R"(["a","b"])")}, always + "X-Authgear-User-Roles: a,b\r\n" + no_amr},
    {"role with a comma",
     {user("roles", R"(["a,b","100%"])")},
     always + "X-Authgear-User-Roles: a%2Cb,100%25\r\n" + no_amr},
    {"no roles", {user("roles", "[]")}, always + no_amr},
    {"amr", {{"amr", R"(["pwd","otp x"])"}}, always + "X-Authgear-Session-Amr: pwd otp%20x\r\n"},
    {"auth_time",
     {{"auth_time", "1799999999"}},
     always + no_amr + "X-Authgear-Session-Authenticated-At: 1799999999\r\n"},
    {"client and scope",
     {{"client_id", R"("c1")"}, {"scope", R"("a b")"}},
     always + no_amr + "X-Authgear-Client-Id: c1\r\nX-Authgear-Scope: a b\r\n"},
    {"subject beyond ASCII",
     {{"sub", R"("é ü")"}},
     "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: %C3%A9 %C3%BC\r\n" + no_amr},
    {"spaces at the ends",
     {{"sub", R"(" a b ")"}},
     "X-Authgear-Session-Valid: true\r\nX-Authgear-User-Id: %20a b%20\r\n" + no_amr},
    // mapped headers
    {"text", {{"group", R"("g")"}}, always + no_amr + "X-Group: g\r\n"},
    {"integer", {{"group", "9007199254740993"}}, always + no_amr + "X-Group: 9007199254740993\r\n"},
    {"negative", {{"group", "-7"}}, always + no_amr + "X-Group: -7\r\n"},
    {"boolean", {{"group", "true"}}, always + no_amr + "X-Group: true\r\n"},
    {"list", {{"group", R"(["x","y,z"])"}}, always + no_amr + "X-Group: x,y%2Cz\r\n"},
    {"path", {{"a", R"({"b":"deep"})"}}, always + no_amr + "X-Deep: deep\r\n"},
    {"fraction is unset", {{"group", "1.5"}}, always + no_amr},
    {"null is unset", {{"group", "null"}}, always + no_amr},
    {"object is unset", {{"group", "{}"}}, always + no_amr},
    {"mixed list is unset", {{"group", R"(["x",1])"}}, always + no_amr},
    {"object as JSON",
     {{"j", R"({"a":[1,"ä"]})"}},
     always + no_amr + "X-Json: {\"a\":[1,\"%C3%A4\"]}\r\n"},
    {"null as JSON", {{"j", "null"}}, always + no_amr + "X-Json: null\r\n"},
    {"empty text is unset", {{"group", R"("")"}}, always + no_amr},
    {"empty list is unset", {{"group", "[]"}}, always + no_amr},
    // what leaves its header unset
    {"empty client and scope", {{"client_id", R"("")"}, {"scope", R"("")"}}, always + no_amr},
    {"amr as text", {{"amr", R"("pwd")"}}, always + no_amr},
    {"amr with a number", {{"amr", R"(["pwd",1])"}}, always + no_amr},
    {"auth_time as text", {{"auth_time", R"("1")"}}, always + no_amr},
    {"auth_time negative", {{"auth_time", "-1"}}, always + no_amr},
    {"auth_time of the year 9999",
     {{"auth_time", "253402300799"}},
     always + no_amr + "X-Authgear-Session-Authenticated-At: 253402300799\r\n"},
    {"auth_time of the year 10000", {{"auth_time", "253402300800"}}, always + no_amr},
    {"scope as list", {{"scope", R"(["a"])"}}, always + no_amr},
    {"null client", {{"client_id", "null"}}, always + no_amr},
    // what makes the token invalid
    {"anonymous as text", {user("is_anonymous", R"("true")")}, "identity_claim_invalid"},
    {"roles as text", {user("roles", R"("admin")")}, "identity_claim_invalid"},
    {"role that is a number", {user("roles", "[1]")}, "identity_claim_invalid"},
    {"control in a role", {user("roles", R"(["a\r\nX: y"])")}, "claim_control_character"},
    {"control in the scope", {{"scope", R"("a\u0000")"}}, "claim_control_character"},
    {"control in a mapped claim", {{"group", R"("a\n")"}}, "claim_control_character"},
    {"control in a mapped list", {{"group", R"(["a\n"])"}}, "claim_control_character"},
    {"control in mapped JSON", {{"j", R"({"k":["\u0001"]})"}}, "claim_control_character"},
    {"control in a mapped JSON name", {{"j", R"({"\u0001":1})"}}, "claim_control_character"},
    {"control where nobody reads", {{"other", R"("\u0000")"}}, always + no_amr},
    {"too large", {user("roles", "[\"" + std::string(4000, 'r') + "\"]")}, "identity_too_large"},
};

TEST(Identity, BecomesHeadersByTheTable)
{
    for (const row& r : rows) {
        SCOPED_TRACE(r.name);
        EXPECT_EQ(headers(r.claims), r.expected);
    }
}

TEST(Identity, WritesEveryNameWhereTheProxyMustOverwrite)
{
    const std::string lines = headers({}, unset_value::send_empty);
    for (const std::string& name : header_names(mapped))
        EXPECT_NE(lines.find(name + ": "), std::string::npos) << name;
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 14);
}

// Whatever its letters become when they are written.
TEST(Identity, MayFillItsHeadersToTheLastOctet)
{
    for (const auto& [letter, octets] : {std::pair("r", 1U), std::pair("%", 3U)}) {
        const auto with = [&, letter = letter](std::size_t count) {
            std::string role;
            for (std::size_t i = 0; i != count; ++i)
                role += letter;
            return identify({user("roles", "[\"" + role + "\"]")});
        };
        const auto written = [](const identity_ptr& who) {
            return lines_of(who.get(), unset_value::send_empty).size();
        };
        const std::size_t room = max_identity_octets - written(with(0).value());
        const auto full = with(room / octets);
        ASSERT_TRUE(full) << letter;
        EXPECT_GT(written(*full) + octets, max_identity_octets) << letter;
        EXPECT_EQ(with(room / octets + 1).error(), make_error_code(errc::identity_too_large));
    }
}

TEST(Identity, OfNobodyHasNoValues)
{
    EXPECT_EQ(lines_of(nullptr, unset_value::omit), "");
    const std::string lines = lines_of(nullptr, unset_value::send_empty);
    EXPECT_EQ(lines.find("true"), std::string::npos);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 14);
}

TEST(Identity, UsesThePrefixOfTheConfiguration)
{
    EXPECT_EQ(header_names({"X-Id-", {}}).front(), "X-Id-Session-Valid");
}

TEST(Identity, NeedsAName)
{
    auto issuer = test::issuer();
    issuer.profile.required.clear();
    const auto verifier = jwt::verifier::create({issuer}).value();
    const auto token = test::token({{"sub", ""}});
    const auto verified = verifier.verify(token, test::at(test::noon));
    ASSERT_TRUE(verified);
    EXPECT_EQ(
        identity::from_token(*verified, {}).error(), jwt::make_error_code(jwt::errc::claim_missing)
    );
}

} // namespace
} // namespace postern::resolve
