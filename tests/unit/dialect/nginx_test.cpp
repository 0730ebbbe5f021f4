#include <postern/dialect/proxy.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using testing::HasSubstr;
using testing::Not;

snippet_options usual()
{
    return {
        .endpoint = "/authz/nginx",
        .resolver = "127.0.0.1:9080",
        .upstream = "127.0.0.1:9000",
        .listen = {"8080"},
        .deadline = std::chrono::milliseconds(400),
        .identity_headers = {"X-Authgear-User-Id", "X-Team"},
    };
}

using change = std::function<void(snippet_options&)>;

snippet_text printed(const change& apply)
{
    snippet_options options = usual();
    apply(options);
    return find_proxy("nginx")->print(options);
}

std::string text_of(const change& apply)
{
    const snippet_text made = printed(apply);
    EXPECT_EQ(made.obstacle, "");
    std::string text;
    for (const snippet_file& file : made.files)
        text += file.text;
    return text;
}

change with_tls(std::vector<std::string> listen)
{
    return [listen](snippet_options& to) {
        to.listen = listen;
        to.tls_certificate = "/etc/a.crt";
        to.tls_key = "/etc/a.key";
    };
}

struct row
{
    const char* name;
    change apply;
    std::vector<const char*> has;
    std::vector<const char*> has_not;
};

TEST(Nginx, PrintsWhatTheOptionsAsk)
{
    const std::vector<row> rows{
        {"usual",
         [](auto&) {},
         {"\n    listen 8080;\n", "    set $postern_scheme $scheme;\n",
          "    location / {\n        proxy_pass http://$postern_application;\n"},
         {"ssl", "set_real_ip_from", "geo ", "@login", "return 403",
          "$postern_odd_path) { return 400; }\n\n"}},
        {"two addresses",
         [](auto& to) {
             to.listen = {"80", "[::]:80"};
         },
         {"    listen 80;\n    listen [::]:80;\n", "upstream postern-80 {"},
         {}},
        {"TLS",
         with_tls({"443", "[::]:443"}),
         {"    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n",
          "    ssl_certificate /etc/a.crt;\n    ssl_certificate_key /etc/a.key;\n",
          "    ssl_protocols TLSv1.2 TLSv1.3;\n"},
         {"quic", "Alt-Svc"}},
        {"HTTP/3",
         with_tls({"443", "quic:[::]:8443"}),
         {"    listen 443 ssl http2;\n    listen [::]:8443 quic reuseport;\n",
          "add_header Alt-Svc 'h3=\":8443\"; ma=86400' always;\n"},
         {}},
        {"the tripwire",
         [](auto& to) { to.refuse_identity_headers = true; },
         {"if ($http_x_authgear_user_id != \"\") { return 403; }\n",
          "if ($http_x_team != \"\") { return 403; }\n"},
         {}},
        {"balancers",
         [](auto& to) {
             to.balancers = {"10.0.0.0/8", "fd00::/8"};
         },
         {"    10.0.0.0/8 1;\n    fd00::/8 1;\n",
          "    set_real_ip_from 10.0.0.0/8;\n    set_real_ip_from fd00::/8;\n",
          "    if ($postern_said = \"1|https\") { set $postern_scheme https; }\n"},
         {}},
        {"protected paths, the longest first",
         [](auto& to) {
             to.protected_paths = {{"/a", "/authz/a"}, {"/a.b/c.d", "/authz/b"}};
         },
         {R"(    location ~* ^/a\.b/c\.d(/|$) {)", "        auth_request /_postern/authz/b;\n",
          "    location ~* ^/a(/|$) {\n", "    if ($postern_odd_path) { return 400; }\n\n"},
         {}},
        {"a login page here",
         [](auto& to) { to.login = true, to.login_path = "/sign/in"; },
         {"    location = /sign/in {\n        auth_request off;\n",
          "    location ^~ /sign/in/ {\n        auth_request off;\n"},
         {}},
        {"FastCGI",
         [](auto& to) { to.backend = backend_protocol::fastcgi; },
         {"    fastcgi_param HTTP_X_AUTHGEAR_USER_ID $identity_1 if_not_empty;\n",
          "        fastcgi_pass $postern_application;\n",
          "#         fastcgi_pass application-8080;\n"},
         {"proxy_set_header X-Team"}},
        {"uwsgi",
         [](auto& to) { to.backend = backend_protocol::uwsgi; },
         {"    uwsgi_param HTTP_X_TEAM $identity_2 if_not_empty;\n",
          "        uwsgi_pass $postern_application;\n"},
         {"proxy_set_header X-Team"}},
        {"gRPC",
         [](auto& to) { to.backend = backend_protocol::grpc; },
         {"    listen 8080 http2;\n", "    grpc_set_header X-Team $identity_2;\n",
          "        grpc_pass grpc://$postern_application;\n"},
         {"proxy_set_header X-Team"}},
        {"a long name",
         [](auto& to) { to.identity_headers = {std::string(47, 'x')}; },
         {"    proxy_headers_hash_bucket_size 128;\n"},
         {}},
    };
    for (const row& each : rows) {
        const std::string text = text_of(each.apply);
        for (const char* part : each.has)
            EXPECT_THAT(text, HasSubstr(part)) << each.name;
        for (const char* part : each.has_not)
            EXPECT_THAT(text, Not(HasSubstr(part))) << each.name;
        EXPECT_THAT(text, Not(testing::ContainsRegex("%[a-z_]+%"))) << each.name;
    }
}

TEST(Nginx, PrintsPartsForAServerThatExists)
{
    for (const backend_protocol application :
         {backend_protocol::http, backend_protocol::fastcgi, backend_protocol::uwsgi,
          backend_protocol::grpc}) {
        const snippet_text made = printed([&](auto& to) {
            to.backend = application;
            to.login = to.parts = true;
        });
        ASSERT_EQ(made.files.size(), 3U);
        EXPECT_EQ(made.files[0].name, "postern-http.conf");
        EXPECT_THAT(made.files[0].text, HasSubstr("\nupstream postern-8080 {\n"));
        EXPECT_EQ(made.files[1].name, "postern-server.conf");
        EXPECT_THAT(made.files[1].text, HasSubstr("\nauth_request /_postern/authz/nginx;\n"));
        EXPECT_THAT(made.files[1].text, HasSubstr("\nlocation @login {\n    add_header"));
        for (const char* own :
             {"listen ", "location / {", "Host $postern_host;\nproxy",
              "_intercept_errors off;\nmirror"})
            EXPECT_THAT(made.files[1].text, Not(HasSubstr(own)));
        EXPECT_EQ(made.files[2].name, "postern-location.conf");
        EXPECT_THAT(made.files[2].text, HasSubstr("\nerror_page 401 = @login;\n"));
        EXPECT_THAT(
            made.files[2].text, HasSubstr("\nauth_request_set $identity_2 $upstream_http_x_team;\n")
        );
    }
}

TEST(Nginx, NamesAfterTheirNetworksWhatServersShare)
{
    const auto variable = [](std::vector<std::string> networks) {
        const std::string text = text_of([&](auto& to) { to.balancers = networks; });
        const std::size_t at = text.find("$postern_balancer_");
        return text.substr(at, text.find(' ', at) - at);
    };
    EXPECT_EQ(variable({"10.0.0.0/8"}), variable({"10.0.0.0/8"}));
    EXPECT_NE(variable({"10.0.0.0/8"}), variable({"10.0.0.0/9"}));
    EXPECT_NE(variable({"10.0.0.0/8", "::1"}), variable({"10.0.0.0/8"}));
}

// What could end a directive or begin another one is refused, never escaped.
TEST(Nginx, RefusesTextThatNginxWouldReadAsMore)
{
    const std::vector<std::pair<const char*, change>> rows{
        {"endpoint", [](auto& to) { to.endpoint = "/a$b;c"; }},
        {"endpoint, relative", [](auto& to) { to.endpoint = "authz"; }},
        {"resolver", [](auto& to) { to.resolver = "127.0.0.1:9080;"; }},
        {"upstream", [](auto& to) { to.upstream = "$host:80"; }},
        {"no listen address", [](auto& to) { to.listen = {""}; }},
        {"second listen address",
         [](auto& to) {
             to.listen = {"80", "81 default_server"};
         }},
        {"listen address twice",
         [](auto& to) {
             to.listen = {"80", "80"};
         }},
        {"HTTP/3 without a certificate", [](auto& to) { to.listen = {"quic:443"}; }},
        {"HTTP/3 on a Unix socket", with_tls({"quic:unix:/a"})},
        {"HTTP/3 without a port", with_tls({"quic:"})},
        {"HTTP/3 with more", with_tls({"quic:443;"})},
        {"server name", [](auto& to) { to.server_name = "a;b"; }},
        {"identity header", [](auto& to) { to.identity_headers = {"X_Team"}; }},
        {"identity header with a line", [](auto& to) { to.identity_headers = {"X-Team a;\n"}; }},
        {"long identity header",
         [](auto& to) {
             to.backend = backend_protocol::fastcgi, to.identity_headers = {std::string(47, 'x')};
         }},
        {"certificate", [](auto& to) { to.tls_certificate = "a.crt;", to.tls_key = "a.key"; }},
        {"certificate of a variable",
         [](auto& to) { to.tls_certificate = "$ssl_server_name.crt", to.tls_key = "a.key"; }},
        {"certificate with a space",
         [](auto& to) { to.tls_certificate = "a b", to.tls_key = "a.key"; }},
        {"key", [](auto& to) { to.tls_certificate = "a.crt", to.tls_key = "data:$a"; }},
        {"key of an engine",
         [](auto& to) { to.tls_certificate = "a.crt", to.tls_key = "engine:a"; }},
        {"parts with a certificate",
         [](auto& to) { to.tls_certificate = "a.crt", to.tls_key = "a.key", to.parts = true; }},
        {"network", [](auto& to) { to.balancers = {"10.0.0.0/8 1; }"}; }},
        {"network without an address", [](auto& to) { to.balancers = {"/8"}; }},
        {"network of a name", [](auto& to) { to.balancers = {"balancer"}; }},
        {"network of everybody's sockets", [](auto& to) { to.balancers = {"unix:"}; }},
        {"network that is too small", [](auto& to) { to.balancers = {"10.0.0.0/33"}; }},
        {"network, empty", [](auto& to) { to.balancers = {""}; }},
        {"network with a scope", [](auto& to) { to.balancers = {"fe80::1%eth0"}; }},
        {"protected path",
         [](auto& to) {
             to.protected_paths = {{"/a{", "/authz/a"}};
         }},
        {"protected path with an expression",
         [](auto& to) {
             to.protected_paths = {{"/a|/b", "/authz/a"}};
         }},
        {"protected path with an escape",
         [](auto& to) {
             to.protected_paths = {{"/a%20b", "/authz/a"}};
         }},
        {"protected path, relative",
         [](auto& to) {
             to.protected_paths = {{"a", "/authz/a"}};
         }},
        {"protected path, the root",
         [](auto& to) {
             to.protected_paths = {{"/", "/authz/a"}};
         }},
        {"protected path with an end",
         [](auto& to) {
             to.protected_paths = {{"/a/", "/authz/a"}};
         }},
        {"protected path with dots",
         [](auto& to) {
             to.protected_paths = {{"/a/../b", "/authz/a"}};
         }},
        {"protected path twice",
         [](auto& to) {
             to.protected_paths = {{"/a", "/authz/a"}, {"/A", "/authz/b"}};
         }},
        {"endpoint of a protected path",
         [](auto& to) {
             to.protected_paths = {{"/a", "/authz/a;"}};
         }},
        {"login path", [](auto& to) { to.login_path = "/a;b"; }},
        {"login path with dots", [](auto& to) { to.login_path = "/a/../"; }},
        {"login path with an empty part", [](auto& to) { to.login_path = "//a"; }},
    };
    for (const auto& [name, apply] : rows) {
        const snippet_text made = printed(apply);
        EXPECT_NE(made.obstacle, "") << name;
        EXPECT_TRUE(made.files.empty()) << name;
    }
}

} // namespace
} // namespace postern::dialect
