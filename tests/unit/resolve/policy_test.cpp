#include <postern/resolve/policy.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <support/issuer.hpp>

namespace postern::resolve {
namespace {

identity_ptr someone()
{
    auto issuer = test::issuer();
    issuer.profile.subject_types = {"user"};
    issuer.profile.permissions = jwt::permission_claim{{"perms"}, 32};
    const auto verifier = jwt::verifier::create({issuer}).value();
    const auto token = test::token({
        {"sub", R"("user:0b7d1d6e-3f52-4b8a-9d6c-0a1b2c3d4e5f")"},
        {"https://authgear.com/claims/user/roles", R"(["staff","dev"])"},
        {"scope", R"("orders.read orders.write")"},
        {"amr", R"(["pwd","mfa"])"},
        {"perms", "6"},
    });
    return identity::from_token(verifier.verify(token, test::at(test::noon)).value(), {}).value();
}

struct row
{
    const char* name;
    std::function<void(policy&)> asks;
    errc missing{}; // none: admitted
};

const row rows[] = {
    {"nothing", [](policy&) {}},
    {"a role", [](policy& p) { p.roles = {"staff"}; }},
    {"any of the roles",
     [](policy& p) {
         p.roles = {"admin", "dev"};
     }},
    {"another role", [](policy& p) { p.roles = {"admin"}; }, errc::role_missing},
    {"a role in another case", [](policy& p) { p.roles = {"Staff"}; }, errc::role_missing},
    {"all of the scopes",
     [](policy& p) {
         p.scopes = {"orders.read", "orders.write"};
     }},
    {"one scope too many",
     [](policy& p) {
         p.scopes = {"orders.read", "x"};
     },
     errc::scope_missing},
    {"the start of a scope", [](policy& p) { p.scopes = {"orders"}; }, errc::scope_missing},
    {"two scopes as one", [](policy& p) { p.scopes = {"orders.read orders.write"}; },
     errc::scope_missing},
    {"permission bits", [](policy& p) { p.permissions = 6; }},
    {"one bit too many", [](policy& p) { p.permissions = 7; }, errc::permission_missing},
    {"any of some bits", [](policy& p) { p.any_permissions = 3; }},
    {"any of bits that are not there", [](policy& p) { p.any_permissions = 9; },
     errc::permission_missing},
    {"all of some and any of others",
     [](policy& p) {
         p.permissions = 4;
         p.any_permissions = 3;
     }},
    {"any of some, but not all of others",
     [](policy& p) {
         p.permissions = 1;
         p.any_permissions = 2;
     },
     errc::permission_missing},
    {"a high bit", [](policy& p) { p.permissions = std::uint64_t{1} << 62; },
     errc::permission_missing},
    {"subject type",
     [](policy& p) {
         p.subject_types = {"application", "user"};
     }},
    {"another subject type", [](policy& p) { p.subject_types = {"application"}; },
     errc::subject_type_refused},
    {"issuer", [](policy& p) { p.issuers = {"main"}; }},
    {"another issuer", [](policy& p) { p.issuers = {"other"}; }, errc::issuer_refused},
    {"all of amr",
     [](policy& p) {
         p.amr = {"mfa", "pwd"};
     }},
    {"one method too many",
     [](policy& p) {
         p.amr = {"mfa", "hwk"};
     },
     errc::amr_missing},
    {"all at once",
     [](policy& p) {
         p.roles = {"staff"};
         p.scopes = {"orders.read"};
         p.permissions = 2;
         p.subject_types = {"user"};
         p.issuers = {"main"};
         p.amr = {"mfa"};
     }},
};

TEST(Policy, AsksForWhatItNames)
{
    const identity_ptr who = someone();
    for (const row& r : rows) {
        SCOPED_TRACE(r.name);
        policy required;
        r.asks(required);
        EXPECT_EQ(
            required.check(*who), r.missing == errc{} ? error_code() : make_error_code(r.missing)
        );
    }
}

TEST(Policy, RefusesWhereTheTokenSaysNothing)
{
    const auto verifier = jwt::verifier::create({test::issuer()}).value();
    const auto token = test::token();
    const auto who =
        identity::from_token(verifier.verify(token, test::at(test::noon)).value(), {}).value();
    for (const row& r : rows) {
        policy required;
        r.asks(required);
        const bool asks_nothing_special =
            required.roles.empty() && required.scopes.empty() && required.permissions == 0 &&
            required.any_permissions == 0 && required.subject_types.empty() &&
            required.amr.empty() && required.issuers != std::vector<std::string>{"other"};
        EXPECT_EQ(!required.check(*who), asks_nothing_special) << r.name;
    }
}

} // namespace
} // namespace postern::resolve
