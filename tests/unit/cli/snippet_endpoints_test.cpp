// Which endpoint a printed text asks, and what is said of the others.
#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;

typed_outcome snippet(const std::string& configuration, const std::vector<std::string>& more = {})
{
    std::vector<std::string> words{"snippet", "nginx", "-c", configuration};
    words.insert(words.end(), more.begin(), more.end());
    return type(words);
}

TEST(SnippetEndpoints, AsksTheEndpointThatIsWanted)
{
    const trusting_folder home("endpoints:\n  - {path: /authz/orders, dialect: nginx}\n");
    EXPECT_THAT(
        snippet(home.configuration, {"--endpoint", "/authz/orders"}).out,
        HasSubstr("auth_request /_postern/authz/orders;")
    );
    EXPECT_THAT(snippet(home.configuration).out, HasSubstr("auth_request /_postern/authz/nginx;"));
    for (const char* other : {"/resolve", "/authz/none", "/authz/generic"})
        EXPECT_EQ(snippet(home.configuration, {"--endpoint", other}).code, 1) << other;
}

TEST(SnippetEndpoints, NamesTheEndpointsThatItDoesNotUse)
{
    const trusting_folder home("policies: {staff: {require: {roles: staff}}}\n"
                               "endpoints:\n"
                               "  - {path: /authz/orders, dialect: nginx}\n"
                               "  - {path: /authz/staff, dialect: nginx, policy: staff}\n"
                               "  - {path: /authz/other, dialect: caddy}\n");
    const std::string orders = "/authz/orders=/authz/orders", staff = "/s=/authz/staff";
    for (const auto& [words, said] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{},
              "This text asks the endpoint /authz/nginx and does not use /authz/orders and "
              "/authz/staff (policy staff): choose another one with --endpoint PATH.\n"},
             {{"--protect", staff},
              "This text asks the endpoint /authz/nginx and does not use /authz/orders: choose "
              "another one with --endpoint PATH.\n"},
             {{"--protect", staff, "--protect", orders}, ""},
             {{"--endpoint", "/authz/orders"}, ""},
         })
        EXPECT_EQ(snippet(home.configuration, words).err, said);
    const trusting_folder by_default;
    EXPECT_EQ(snippet(by_default.configuration).err, "");
}

TEST(SnippetEndpoints, ListsTheEndpointsIfThereIsNoSuchPath)
{
    const trusting_folder home("endpoints:\n  - {path: /authz/orders, dialect: nginx}\n");
    EXPECT_EQ(
        snippet(home.configuration, {"--endpoint", "/authz/order"}).err,
        "no endpoint of the dialect nginx has the path /authz/order; there are /authz/nginx and "
        "/authz/orders\n"
    );
    EXPECT_THAT(
        snippet(home.configuration, {"--protect", "/a=/authz/generic"}).err,
        HasSubstr("there are /authz/nginx and /authz/orders")
    );
    EXPECT_THAT(
        snippet(home.configuration, {"--protect", "/a=staff"}).err,
        HasSubstr("the endpoint says which policy counts")
    );
    const trusting_folder one;
    EXPECT_THAT(
        snippet(one.configuration, {"--endpoint", "/x"}).err,
        HasSubstr("has the path /x; there is /authz/nginx\n")
    );
    const trusting_folder none("default_endpoints: none\n");
    EXPECT_EQ(
        snippet(none.configuration, {"--endpoint", "/x"}).err,
        "no endpoint of the dialect nginx: add nginx to default_endpoints, or one to endpoints\n"
    );
    EXPECT_EQ(
        snippet(none.configuration).err, snippet(none.configuration, {"--endpoint", "/x"}).err
    );
}

} // namespace
} // namespace postern::cli
