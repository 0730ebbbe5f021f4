// `postern snippet envoy-grpc`: what it takes from the configuration.
#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

typed_outcome snippet(const trusting_folder& home, const std::vector<std::string>& more = {})
{
    std::vector<std::string> words{"snippet", "envoy-grpc", "-c", home.configuration};
    words.insert(words.end(), more.begin(), more.end());
    return type(words);
}

constexpr const char* policies =
    "policies: {staff: {require: {roles: staff}}}\n"
    "endpoints: [{path: /authz/more, dialect: envoy}, {path: /authz/grpc, dialect: envoy}]\n"
    "grpc: {listen: \"127.0.0.1:9082\", endpoint: /authz/grpc}\n";

// The listener of HTTP is not asked, and the one endpoint leaves no other one unused.
TEST(SnippetPolicies, AsksTheListenerForGrpc)
{
    const trusting_folder home(policies);
    const typed_outcome ended = snippet(home);
    ASSERT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("{address: \"127.0.0.1\", port_value: 9082}"));
    EXPECT_THAT(ended.out, Not(HasSubstr("9080")));
    EXPECT_EQ(ended.err, "");
    EXPECT_THAT(
        snippet(home, {"--resolver", "unix:/run/p.sock"}).out, HasSubstr("path: \"/run/p.sock\"")
    );
}

TEST(SnippetPolicies, NeedsTheListener)
{
    const trusting_folder home;
    const typed_outcome ended = snippet(home);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("set grpc.listen"));
}

TEST(SnippetPolicies, ChoosesAPolicyForAPath)
{
    const trusting_folder home(policies);
    EXPECT_THAT(
        snippet(home, {"--protect", "/admin=staff"}).out,
        HasSubstr("context_extensions: {policy: \"staff\"}")
    );
    for (const auto& [given, reason] : std::vector<std::pair<std::string, std::string>>{
             {"/admin=staf", "no policy staf"},
             {"/admin=/authz/more", "a policy and not an endpoint"},
             {"/admin=", "use PATH=POLICY"},
             {"/admin", "use PATH=POLICY"},
             {"admin=staff", "use PATH=POLICY"}}) {
        const typed_outcome ended = snippet(home, {"--protect", given});
        EXPECT_EQ(ended.code, 1) << given;
        EXPECT_THAT(ended.err, HasSubstr(reason)) << given;
    }
    EXPECT_EQ(snippet(home, {"--endpoint", "/authz/more"}).code, 2);
}

} // namespace
} // namespace postern::cli
