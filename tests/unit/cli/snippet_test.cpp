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
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_THAT(
            ended.out,
            HasSubstr(
                "proxy_set_header " + names[i] + " $identity_" + std::to_string(i + 1) + ";\n"
            )
        );
    EXPECT_THAT(
        ended.out,
        testing::ContainsRegex("auth_request_set .identity_[0-9]+ .upstream_http_x_who_user_id;\n"
                               "    proxy_set_header X-Who-User-Id .identity_[0-9]+;\n")
    );
    EXPECT_THAT(ended.out, HasSubstr("proxy_set_header Remote-User $identity_"));
    EXPECT_THAT(ended.out, Not(HasSubstr("Authgear-User-Id")));
}

// In HTTP/3 nginx's $http_host may be empty: Postern, the application and the comparison of hosts
// are told the same.
TEST(Snippet, TellsEverybodyTheHostOfEveryHttpVersion)
{
    const trusting_folder home;
    const std::string text = snippet(home.configuration).out;
    EXPECT_THAT(text, HasSubstr("set $postern_hosts \"$host|$postern_host\";"));
    EXPECT_THAT(text, HasSubstr("proxy_set_header Host $postern_host;"));
    EXPECT_THAT(text, HasSubstr("proxy_set_header X-Forwarded-Host $postern_host;"));
    EXPECT_THAT(text, Not(HasSubstr("Host $http_host;")));
}

// nginx refuses what the endpoint would refuse.
TEST(Snippet, RefusesIdentityHeadersWhereTheTripwireDenies)
{
    constexpr const char* wall = "if ($http_x_authgear_user_id != \"\") { return 403; }\n";
    const trusting_folder by_default;
    EXPECT_THAT(snippet(by_default.configuration).out, HasSubstr(wall));
    for (const char* lenient :
         {"identity: {tripwire: count}\n", "identity: {tripwire: off}\n",
          "endpoints:\n  - {path: /authz/nginx, dialect: nginx, mode: identify}\n"}) {
        const trusting_folder home(lenient);
        EXPECT_THAT(snippet(home.configuration).out, Not(HasSubstr("return 403"))) << lenient;
    }
}

// The paths that may be protected are endpoints of this configuration.
TEST(Snippet, ProtectsAPathByAnEndpointOfItsOwn)
{
    const trusting_folder home("endpoints:\n  - {path: /authz/staff, dialect: nginx}\n");
    EXPECT_THAT(
        snippet(home.configuration, {"--protect", "/admin=/authz/staff"}).out,
        HasSubstr("location ~* ^/admin(/|$) {\n        auth_request /_postern/authz/staff;\n")
    );
    for (const char* wrong :
         {"/admin", "admin=/authz/staff", "/admin=/authz/none", "/admin=", "/admin=/authz/generic",
          "=/authz/staff"})
        EXPECT_EQ(snippet(home.configuration, {"--protect", wrong}).code, 1) << wrong;
}

TEST(Snippet, PrintsPartsForAServerThatExists)
{
    const trusting_folder home;
    const std::string text = snippet(home.configuration, {"--parts"}).out;
    for (const char* part : {"http", "server", "location"})
        EXPECT_THAT(text, HasSubstr("# File: postern-" + std::string(part) + ".conf\n"));
    EXPECT_THAT(text, Not(HasSubstr("\n    listen ")));
}

TEST(Snippet, WritesNothingOverTheConfiguration)
{
    const trusting_folder home;
    const std::string text = home.read("postern.yaml");
    const std::size_t before = home.files() + 1;
    const std::string named = home.write("apisix.yaml", text);
    const std::string folder = home.file(".");
    const typed_outcome ended = type({"snippet", "apisix", "-c", named, "--output", folder});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(
        ended.err, HasSubstr("apisix.yaml: is the configuration of Postern; choose another")
    );
    EXPECT_EQ(home.read("apisix.yaml"), text);
    EXPECT_EQ(home.files(), before);
    EXPECT_EQ(type({"snippet", "apisix", "-c", home.configuration, "--output", folder}).code, 0);
}

TEST(Snippet, LeavesNoPlaceholder)
{
    const trusting_folder home;
    EXPECT_THAT(snippet(home.configuration).out, Not(testing::ContainsRegex("%[a-z_]+%")));
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
             {"unix", "unix:/tmp/postern.sock", "server unix:/tmp/postern.sock;"},
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

TEST(Snippet, WaitsALittleLongerThanACheckMayTake)
{
    const trusting_folder home("resolver: {deadline: 2s}\n");
    const std::string text = snippet(home.configuration).out;
    EXPECT_THAT(text, HasSubstr("proxy_read_timeout 2100ms;"));
    EXPECT_THAT(text, HasSubstr("proxy_next_upstream_timeout 2200ms;"));
    const trusting_folder by_default;
    EXPECT_THAT(snippet(by_default.configuration).out, HasSubstr("proxy_read_timeout 500ms;"));
}

// Two upstreams of one name, and nginx does not start.
TEST(Snippet, NamesAfterItsPlaceWhatNginxKnowsOnce)
{
    const trusting_folder home;
    for (const auto& [words, name] : std::vector<std::pair<std::vector<std::string>, std::string>>{
             {{}, "127.0.0.1-8080"},
             {{"--listen", "80", "--server-name", "a.test"}, "80-a.test"},
             {{"--listen", "80", "--server-name", "b.test"}, "80-b.test"},
             {{"--listen", "[::]:80"}, "-----80"},
             {{"--listen", "*:80"}, "--80"},
             {{"--listen", "unix:/run/a.sock"}, "unix--run-a.sock"},
         }) {
        const std::string text = snippet(home.configuration, words).out;
        EXPECT_THAT(text, HasSubstr("upstream postern-" + name + " {"));
        EXPECT_THAT(text, HasSubstr("upstream application-" + name + " {"));
        EXPECT_THAT(text, HasSubstr("proxy_pass http://postern-" + name + "/;"));
    }
    EXPECT_THAT(
        snippet(home.configuration, {"--server-name", "a.test"}).out,
        HasSubstr("\n    server_name a.test;\n")
    );
    EXPECT_THAT(snippet(home.configuration).out, Not(HasSubstr("server_name")));
}

TEST(Snippet, RefusesTextThatNginxWouldReadAsMore)
{
    const trusting_folder home("endpoints:\n  - {path: \"/a$b;c\", dialect: nginx}\n");
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"--endpoint", "/a$b;c"},
             {"--upstream", "127.0.0.1:9000; keepalive 1"},
             {"--upstream", "http://127.0.0.1:9000"},
             {"--upstream", ""},
             {"--upstream", "127.0.0.1"},
             {"--upstream", "app"},
             {"--upstream", "[::1]"},
             {"--upstream", "::1:9000"},
             {"--upstream", "app:0"},
             {"--upstream", "app:65536"},
             {"--upstream", ":9000"},
             {"--upstream", "app:9000/path"},
             {"--upstream", "unix:app.sock"},
             {"--resolver", "127.0.0.1"},
             {"--server-name", "a b"},
             {"--server-name", "a;"},
             {"--server-name", "~^(.*)$"},
             {"--listen", "8080; return 200"},
             {"--listen", "80}"},
             {"--listen", "99999"},
             {"--listen", "0"},
             {"--listen", "443ssl"},
             {"--listen", "127.0.0.1:99999"},
             {"--listen", "127.0.0.1"},
             {"--listen", "[::1"},
             {"--listen", "*:"},
             {"--listen", "unix:app.sock"},
             {"--tls-cert", "a", "--tls-key", "b", "--listen", "quic:99999"},
             {"--resolver", "127.0.0.1:9080\n"},
             {"--resolver", "$host"},
             {"--listen", "quic:443"},
             {"--tls-cert", "a;b", "--tls-key", "a.key"},
             {"--behind", "10.0.0.0/8; allow all"},
             {"--protect", "/admin{}=/authz/nginx"},
         }) {
        const typed_outcome ended = snippet(home.configuration, words);
        EXPECT_EQ(ended.code, 1) << words.at(1);
        EXPECT_EQ(ended.out, "") << words.at(1);
    }
}

// What is below the login page is open, so a protected path there would be, too.
TEST(Snippet, RefusesToProtectAPathThatStaysOpen)
{
    const trusting_folder home("login: {url: \"https://app.test/login\", allowed_hosts: app.test}\n"
    );
    for (const std::string proxy :
         {"nginx", "traefik", "caddy", "envoy", "envoy-prefix", "haproxy"}) {
        for (const std::string path : {"/login", "/login/admin", "/Login/admin"}) {
            const std::string endpoint = "/authz/" + proxy;
            const typed_outcome ended = type(
                {"snippet", proxy, "-c", home.configuration, "--protect", path + "=" + endpoint}
            );
            EXPECT_EQ(ended.code, 1) << proxy << ' ' << path;
            EXPECT_THAT(ended.err, HasSubstr("the login page is there"));
        }
    }
}

TEST(Snippet, NamesTheBackendsThatThereAre)
{
    const trusting_folder home;
    const typed_outcome ended = snippet(home.configuration, {"--backend", "scgi"});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, HasSubstr("not one of http, fastcgi, uwsgi, grpc"));
    EXPECT_THAT(snippet(home.configuration, {"--backend", "uwsgi"}).out, HasSubstr("uwsgi_pass "));
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
