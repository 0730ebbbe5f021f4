#include <postern/config/load.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "typed.hpp"

#include <gmock/gmock.h>

namespace postern::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

typed_outcome snippet(const std::string& configuration, const std::vector<std::string>& more = {})
{
    std::vector<std::string> words{"snippet", "nginx", "-c", configuration};
    words.insert(words.end(), more.begin(), more.end());
    return type(words);
}

TEST(Snippet, OverwritesEveryIdentityHeaderOfTheConfiguration)
{
    const trusting_folder home(
        "identity: {prefix: X-Who-, headers: {X-Tier: tier, Remote-User: email}}\n"
    );
    const typed_outcome ended = snippet(home.configuration);
    ASSERT_EQ(ended.code, 0) << ended.err;
    const auto loaded = config::load_file(home.configuration);
    ASSERT_TRUE(loaded.value);
    const auto names = resolve::header_names(loaded.value->identity);
    EXPECT_GT(names.size(), 2U);
    for (const std::string& name : names)
        EXPECT_THAT(ended.out, HasSubstr("proxy_set_header " + name + " $identity_"));
    EXPECT_THAT(
        ended.out,
        HasSubstr("auth_request_set $identity_x_who_user_id $upstream_http_x_who_user_id;\n"
                  "        proxy_set_header X-Who-User-Id $identity_x_who_user_id;\n")
    );
    EXPECT_THAT(ended.out, HasSubstr("proxy_set_header Remote-User $identity_remote_user;"));
    EXPECT_THAT(ended.out, Not(HasSubstr("Authgear-User-Id")));
}

TEST(Snippet, LeavesNoPlaceholder)
{
    const trusting_folder home;
    EXPECT_THAT(snippet(home.configuration).out, Not(HasSubstr("%")));
}

TEST(Snippet, SendsPeopleToALoginPageOnlyIfThereIsOne)
{
    const trusting_folder without;
    EXPECT_THAT(snippet(without.configuration).out, Not(HasSubstr("@login")));
    const trusting_folder with("login: {url: \"https://app.example.com/login\"}\n");
    EXPECT_THAT(snippet(with.configuration).out, HasSubstr("error_page 401 = @login;"));
    EXPECT_THAT(snippet(with.configuration).out, HasSubstr("location @login {"));
}

struct address_row
{
    const char* name;
    const char* listen;
    const char* server;
};

TEST(Snippet, ReachesPosternWhereItListens)
{
    for (const address_row& row : std::vector<address_row>{
             {"default", "127.0.0.1:9080", "server 127.0.0.1:9080;"},
             {"unix", "unix:/run/postern/postern.sock", "server unix:/run/postern/postern.sock;"},
             {"IPv6", "[::1]:9080", "server [::1]:9080;"},
             {"every address", "0.0.0.0:9080", "server 127.0.0.1:9080;"},
             {"every IPv6 address", "[::]:9080", "server [::1]:9080;"},
         }) {
        const trusting_folder home("resolver: {listen: \"" + std::string(row.listen) + "\"}\n");
        EXPECT_THAT(snippet(home.configuration).out, HasSubstr(row.server)) << row.name;
    }
}

TEST(Snippet, AsksWhereASocketOfSystemdIs)
{
    const trusting_folder home("resolver: {listen: systemd}\n");
    const typed_outcome ended = snippet(home.configuration);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("--resolver"));
    EXPECT_THAT(
        snippet(home.configuration, {"--resolver", "unix:/run/p.sock"}).out,
        HasSubstr("server unix:/run/p.sock;")
    );
}

TEST(Snippet, AsksTheEndpointThatIsWanted)
{
    const trusting_folder home("endpoints:\n  - {path: /authz/orders, dialect: nginx}\n");
    EXPECT_THAT(
        snippet(home.configuration, {"--endpoint", "/authz/orders"}).out,
        HasSubstr("proxy_pass http://postern/authz/orders;")
    );
    EXPECT_THAT(
        snippet(home.configuration).out, HasSubstr("proxy_pass http://postern/authz/nginx;")
    );
    for (const char* other : {"/resolve", "/authz/none", "/authz/generic"})
        EXPECT_EQ(snippet(home.configuration, {"--endpoint", other}).code, 1) << other;
}

TEST(Snippet, RefusesTextThatNginxWouldReadAsMore)
{
    const trusting_folder home("endpoints:\n  - {path: \"/a$b;c\", dialect: nginx}\n");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"--endpoint", "/a$b;c"},
             {"--upstream", "127.0.0.1:9000; keepalive 1"},
             {"--upstream", "http://127.0.0.1:9000"},
             {"--upstream", ""},
             {"--listen", "8080; return 200"},
             {"--listen", "80}"},
             {"--resolver", "127.0.0.1:9080\n"},
             {"--resolver", "$host"},
         }) {
        const typed_outcome ended = snippet(home.configuration, words);
        EXPECT_EQ(ended.code, 1) << words.at(1);
        EXPECT_EQ(ended.out, "") << words.at(1);
    }
}

TEST(Snippet, RefusesAHeaderThatNginxCannotGuard)
{
    const trusting_folder home("identity: {headers: {X_Tier: tier}}\n");
    const typed_outcome ended = snippet(home.configuration);
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.err, HasSubstr("X_Tier"));
}

} // namespace
} // namespace postern::cli
