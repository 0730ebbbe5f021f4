// The printed haproxy.cfg and postern.lua: every identity header is in them, and nothing in them
// ends a word of ours.
#include <postern/dialect/proxy.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

using change = std::function<void(snippet_options&)>;

snippet_text print(const change& with)
{
    snippet_options options{
        .endpoint = "/authz/haproxy",
        .resolver = "127.0.0.1:9080",
        .upstream = "127.0.0.1:9000",
        .listen = {"127.0.0.1:8080"},
        .deadline = milliseconds(400),
        .identity_headers = {"X-Authgear-Session-Valid", "X-Authgear-User-Id", "Remote-User"},
    };
    with(options);
    return find_proxy("haproxy")->print(options);
}

TEST(HaproxySnippet, HasTheLuaBesideIt)
{
    const snippet_text printed = print([](auto&) {});
    ASSERT_EQ(printed.files.size(), 2U);
    EXPECT_EQ(printed.files[0].name, "haproxy.cfg");
    EXPECT_EQ(printed.files[1].name, "postern.lua");
    EXPECT_THAT(printed.files[1].text, HasSubstr("core.register_action(\"postern\""));
}

struct text_row
{
    const char* name;
    change with;
    std::vector<const char*> expected;
};

const std::vector<text_row> texts{
    {"ordinary",
     [](auto&) {},
     {"    setenv POSTERN_RESOLVER '127.0.0.1:9080'\n", "    setenv POSTERN_TIMEOUT '500'\n",
      "    setenv POSTERN_IDENTITY 'X-Authgear-Session-Valid,X-Authgear-User-Id,Remote-User'\n",
      "    setenv POSTERN_REMOVED 'X-Original-URL,X-Rewrite-URL,Proxy'\n",
      "    bind 127.0.0.1:8080\n", "    http-request lua.postern /authz/haproxy\n",
      "    server application 127.0.0.1:9000\n"}},
    {"unix sockets",
     [](auto& o) {
         o.resolver = "unix:/run/postern.sock";
         o.upstream = "unix:/run/app.sock";
         o.listen = {"unix:/run/front.sock", "8080", ":81"};
     },
     {"    setenv POSTERN_RESOLVER 'unix@/run/postern.sock'\n",
      "    server application unix@/run/app.sock\n",
      "    bind unix@/run/front.sock\n    bind :8080\n    bind :81\n"}},
    {"TLS, one file",
     [](auto& o) { o.tls_certificate = o.tls_key = "/etc/app.pem"; },
     {" ssl crt /etc/app.pem alpn h2,http/1.1 ssl-min-ver TLSv1.2\n"}},
    {"TLS, the key beside",
     [](auto& o) {
         o.tls_certificate = "app.crt";
         o.tls_key = "app.key";
     },
     {" ssl crt app.crt alpn", "    ssl-load-extra-del-ext\n"}},
    {"host name",
     [](auto& o) { o.server_name = "app.test"; },
     {"    http-request deny deny_status 404 unless { req.fhdr(host),host_only -m str -i app.test "
      "}\n"}},
    {"balancers",
     [](auto& o) {
         o.balancers = {"10.0.0.0/8", "fd00::/8"};
     },
     {"    acl postern_balancer src 10.0.0.0/8 fd00::/8\n"}},
    {"login page elsewhere",
     [](auto& o) {
         o.login_url = "https://login.test/in?a=b";
         o.login_return_parameter = "rd";
         o.login_hosts = {"app.test", "*.app.test:8443"};
     },
     {"    setenv POSTERN_LOGIN 'https://login.test/in?a=b'\n",
      "    setenv POSTERN_LOGIN_RETURN 'rd'\n",
      "    setenv POSTERN_LOGIN_HOSTS 'app.test,*.app.test:8443'\n"}},
    {"login page on the guarded host",
     [](auto& o) { o.login_path = "/login.html"; },
     {"    http-request lua.postern_open if { path -m reg '^/login[.]html(/",
      "    http-request lua.postern /authz/haproxy unless { var(txn.postern) -m found }\n"}},
    {"the longer path first",
     [](auto& o) {
         o.protected_paths = {{"/admin", "/authz/staff"}, {"/admin/keys", "/authz/owner"}};
     },
     {"lua.postern /authz/owner if { path,url_dec -m reg -i '^/admin/keys(/|$)' } !{ "
      "var(txn.postern) -m found }\n    http-request lua.postern /authz/staff if"}},
};

TEST(HaproxySnippet, SaysWhatTheOptionsSay)
{
    for (const text_row& row : texts) {
        SCOPED_TRACE(row.name);
        const snippet_text printed = print(row.with);
        ASSERT_EQ(printed.obstacle, "");
        for (const char* expected : row.expected)
            EXPECT_THAT(printed.files.front().text, HasSubstr(expected));
        EXPECT_THAT(printed.files.front().text, Not(HasSubstr("%n")));
    }
}

const std::vector<std::pair<change, const char*>> obstacles{
    {[](auto& o) { o.resolver = "127.0.0.1"; }, "the resolver's address"},
    {[](auto& o) { o.upstream = "http://127.0.0.1:1"; }, "--upstream"},
    {[](auto& o) { o.listen = {"8080 ssl"}; }, "--listen"},
    {[](auto& o) {
         o.listen = {"8080", "8080"};
     },
     "--listen"},
    {[](auto& o) { o.server_name = "a b"; }, "--server-name"},
    {[](auto& o) { o.balancers = {"10.0.0.0/8 if"}; }, "--behind"},
    {[](auto& o) { o.endpoint = "/a b"; }, "the endpoint's path"},
    {[](auto& o) {
         o.protected_paths = {{"/a'", "/authz/x"}};
     },
     "--protect"},
    {[](auto& o) { o.tls_certificate = o.tls_key = "a b"; }, "--tls-cert"},
    {[](auto& o) {
         o.tls_certificate = "fullchain.pem";
         o.tls_key = "privkey.pem";
     },
     "--tls-key privkey.pem: HAProxy finds the key"},
    {[](auto& o) { o.login_url = "https://login.test/it's"; }, "login.url"},
    {[](auto& o) {
         o.login_url = "https://login.test/";
         o.login_return_parameter = "a'b";
     },
     "login.return_parameter"},
    {[](auto& o) { o.login_hosts = {"a'b"}; }, "login.allowed_hosts"},
    {[](auto& o) { o.identity_headers = {"A'B"}; }, "identity header"},
    {[](auto& o) { o.identity_headers = {}; }, "there is no identity header"},
};

TEST(HaproxySnippet, SaysWhatHaproxyCannot)
{
    for (const auto& [with, expected] : obstacles) {
        const snippet_text printed = print(with);
        EXPECT_THAT(printed.obstacle, HasSubstr(expected));
        EXPECT_TRUE(printed.files.empty());
    }
}

} // namespace
} // namespace postern::dialect
