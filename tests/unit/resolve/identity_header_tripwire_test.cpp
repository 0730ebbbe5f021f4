#include <postern/resolve/identity_header_tripwire.hpp>

#include <gtest/gtest.h>

#include <support/request.hpp>

namespace postern::resolve {
namespace {

using headers = std::vector<test::request::header>;

const identity_header_tripwire watch({"X-Authgear-User-Id", "X-Authgear-Session-Valid"});

TEST(IdentityHeaderTripwire, SeesEverySpellingThatAGatewayFolds)
{
    for (const char* name :
         {"X-Authgear-User-Id", "x-authgear-user-id", "X-AUTHGEAR-USER-ID", "X_Authgear_User_Id",
          "X.Authgear.User.Id", "x~authgear!user#id", "X-Authgear_Session-Valid"})
        EXPECT_EQ(
            watch.find(test::request(headers{{"Accept", "*/*"}, {name, "x"}}).head().fields), name
        );
}

TEST(IdentityHeaderTripwire, LeavesOtherNamesAlone)
{
    for (const char* name :
         {"X-Authgear-XHR", "X-Authgear-User-I", "X-Authgear-User-Idd", "XAuthgearUserId",
          "X-Forwarded-Method", "Authorization", "User-Id"})
        EXPECT_EQ(watch.find(test::request(headers{{name, "x"}}).head().fields), "") << name;
}

} // namespace
} // namespace postern::resolve
