#include <postern/dialect/proxy.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

snippet_options usual()
{
    return {
        .endpoint = "/authz/traefik",
        .resolver = "127.0.0.1:9080",
        .upstream = "127.0.0.1:9000",
        .listen = {"127.0.0.1:8080"},
        .deadline = std::chrono::milliseconds(400),
        .identity_headers = {"X-Who-User-Id", "X-Who-Session-Valid", "Remote-User", "X-Team"},
    };
}

using change = std::function<void(snippet_options&)>;

snippet_text printed(const change& with = [](snippet_options&) {})
{
    snippet_options options = usual();
    with(options);
    return find_proxy("traefik")->print(options);
}

std::string text_of(const snippet_text& printed)
{
    EXPECT_EQ(printed.obstacle, "");
    EXPECT_EQ(printed.files.size(), 1U);
    return printed.files.empty() ? "" : printed.files.front().text;
}

std::string text(const change& with = [](snippet_options&) {})
{
    return text_of(printed(with));
}

// With everything at once.
void everything(snippet_options& options)
{
    options.listen = {"127.0.0.1:8080", "443", "[::1]:8443"};
    options.server_name = "app.test";
    options.login = true;
    options.login_path = "/login";
    options.tls_certificate = "/etc/ssl/app.pem";
    options.tls_key = "/etc/ssl/app.key";
    options.protected_paths = {{"/admin", "/authz/staff"}, {"/admin/a.b", "/authz/b"}};
    options.balancers = {"10.0.0.0/8", "fd00::1"};
}

TEST(TraefikSnippet, IsOneFileThatReadsItself)
{
    EXPECT_EQ(printed().files.at(0).name, "traefik.yml");
    EXPECT_THAT(text(), HasSubstr("\n    filename: traefik.yml\n"));
}

TEST(TraefikSnippet, RemovesAndCopiesEveryIdentityHeader)
{
    for (const change& with : {change([](snippet_options&) {}), change(everything)}) {
        const std::string whole = text(with);
        for (const std::string& header : usual().identity_headers) {
            EXPECT_THAT(whole, HasSubstr("\n          '" + header + "': ''\n"));
            EXPECT_THAT(whole, HasSubstr("\n          - '" + header + "'\n"));
        }
        EXPECT_THAT(
            whole, HasSubstr("authResponseHeadersRegex: \"(?i)^(\\\n"
                             "          X[^a-z0-9]Who[^a-z0-9]User[^a-z0-9]Id|\\\n"
                             "          X[^a-z0-9]Who[^a-z0-9]Session[^a-z0-9]Valid|\\\n"
                             "          Remote[^a-z0-9]User|\\\n"
                             "          X[^a-z0-9]Team)$\"\n")
        );
        EXPECT_THAT(whole, Not(HasSubstr("Authgear-User-Id")));
    }
}

TEST(TraefikSnippet, LeavesNoPlaceholder)
{
    EXPECT_THAT(text(), Not(testing::ContainsRegex("%[a-z_]+%")));
    EXPECT_THAT(text(everything), Not(testing::ContainsRegex("%[a-z_]+%")));
}

struct text_row
{
    const char* name;
    change with;
    const char* has;
};

TEST(TraefikSnippet, SaysWhatTheOptionsSay)
{
    const text_row rows[] = {
        {"port alone", [](auto& o) { o.listen = {"8080"}; }, "address: ':8080'\n"},
        {"every address", [](auto& o) { o.listen = {":80"}; }, "address: ':80'\n"},
        {"IPv6 address", [](auto& o) { o.listen = {"[::]:80"}; }, "address: '[::]:80'\n"},
        {"several addresses", everything, "  web-2:\n    <<: *web\n    address: ':443'\n"},
        {"routers for all of them", everything, "entryPoints: [web, web-2, web-3]\n"},
        {"address of Postern", [](auto&) {},
         "        address: 'http://127.0.0.1:9080/authz/traefik'\n"},
        {"IPv6 address of Postern", [](auto& o) { o.resolver = "[::1]:9080"; },
         "        address: 'http://[::1]:9080/authz/traefik'\n"},
        {"application", [](auto& o) { o.upstream = "app.internal:80"; },
         "'http://app.internal:80'"},
        {"every name", [](auto&) {}, "rule: 'PathPrefix(`/`)'\n"},
        {"one name", everything, "rule: 'Host(`app.test`)'\n"},
        {"no TLS", [](auto&) {}, "\n      maxHeaderBytes: 65536\n    # X-Forwarded-For"},
        {"TLS", everything, "      tls: {}\n"},
        {"certificate", everything, "        certFile: '/etc/ssl/app.pem'\n"},
        {"login page", everything, "(Path(`/login`) || PathPrefix(`/login/`)) && !PathRegexp("},
        {"protected path", everything, "PathRegexp(`(?i)^/admin(?:/|$)`)'\n      priority: 1025\n"},
        {"longer path first", everything,
         "PathRegexp(`(?i)^/admin/a[.]b(?:/|$)`)'\n      priority: 1041\n"},
        {"no path with two meanings", everything,
         "'Host(`app.test`) && "
         "PathRegexp(`[;%\\\\\\x00-\\x1f\\x7f\\x{FFFD}]|//|/[.]{1,2}(?:/|$)`)'\n"},
        {"refusal of it", everything, "\n    postern-refuse:\n      ipAllowList:\n"},
        {"endpoint of its own", everything, "address: 'http://127.0.0.1:9080/authz/staff'\n"},
        {"nobody is believed", [](auto&) {}, "trustForwardHeader: false\n"},
        {"balancers", everything, "trustedIPs:\n        - '10.0.0.0/8'\n        - 'fd00::1'\n"},
        {"only a balancer's words", everything, "          X-Forwarded-Uri: ''\n"},
        {"strip first behind one", everything,
         "        - postern-strip@file\n        - postern@file\n"},
    };
    for (const text_row& row : rows)
        EXPECT_THAT(text(row.with), HasSubstr(row.has)) << row.name;
}

TEST(TraefikSnippet, LeavesOutWhatIsNotAskedFor)
{
    for (const char* absent :
         {"login", "path-1", "odd", "tls:", "trustedIPs", "<<:", "trustForwardHeader: true"})
        EXPECT_THAT(text(), Not(HasSubstr(absent))) << absent;
}

struct obstacle_row
{
    const char* name;
    change with;
};

TEST(TraefikSnippet, RefusesTextThatTraefikWouldReadAsMore)
{
    const obstacle_row rows[] = {
        {"socket of Postern", [](auto& o) { o.resolver = "unix:/run/postern.sock"; }},
        {"socket of the application", [](auto& o) { o.upstream = "unix:/run/app.sock"; }},
        {"socket to listen on", [](auto& o) { o.listen = {"unix:/run/traefik.sock"}; }},
        {"Postern without a port", [](auto& o) { o.resolver = "127.0.0.1"; }},
        {"Postern with a quote", [](auto& o) { o.resolver = "a':9080"; }},
        {"Postern with a path", [](auto& o) { o.resolver = "a/b:9080"; }},
        {"Postern with a user", [](auto& o) { o.resolver = "a@b:9080"; }},
        {"Postern with a template", [](auto& o) { o.resolver = "{{env `A`}}:9080"; }},
        {"Postern with a line", [](auto& o) { o.resolver = "127.0.0.1:9080\n"; }},
        {"IPv6 without brackets", [](auto& o) { o.resolver = "::1:9080"; }},
        {"no IPv6 in brackets", [](auto& o) { o.resolver = "[a]:9080"; }},
        {"IPv6 with a zone", [](auto& o) { o.resolver = "[fe80::1%eth0]:9080"; }},
        {"no application", [](auto& o) { o.upstream = ""; }},
        {"application as a URL", [](auto& o) { o.upstream = "http://127.0.0.1:9000"; }},
        {"application's port 0", [](auto& o) { o.upstream = "app:0"; }},
        {"application's port too large", [](auto& o) { o.upstream = "app:65536"; }},
        {"application with a list", [](auto& o) { o.upstream = "a:1'}, {url: 'b:2"; }},
        {"listen with a quote", [](auto& o) { o.listen = {"80'"}; }},
        {"listen with a protocol", [](auto& o) { o.listen = {":80/udp"}; }},
        {"listen without a port", [](auto& o) { o.listen = {"127.0.0.1"}; }},
        {"listen twice",
         [](auto& o) {
             o.listen = {"80", "80"};
         }},
        {"second listen with a line",
         [](auto& o) {
             o.listen = {"80", "81\n"};
         }},
        {"name with a backquote", [](auto& o) { o.server_name = "a`) || PathPrefix(`/"; }},
        {"two names", [](auto& o) { o.server_name = "a, b"; }},
        {"name with a star", [](auto& o) { o.server_name = "*.app.test"; }},
        {"name with a template", [](auto& o) { o.server_name = "{{1}}"; }},
        {"endpoint with a quote", [](auto& o) { o.endpoint = "/a'"; }},
        {"endpoint with a query", [](auto& o) { o.endpoint = "/a?b"; }},
        {"endpoint with a comment", [](auto& o) { o.endpoint = "/a #b"; }},
        {"login page is everything", [](auto& o) { o.login_path = "/"; }},
        {"login page with a backquote", [](auto& o) { o.login_path = "/a`"; }},
        {"login page with an escape", [](auto& o) { o.login_path = "/%61"; }},
        {"login page with dots", [](auto& o) { o.login_path = "/a/../b"; }},
        {"path with a backquote",
         [](auto& o) {
             o.protected_paths = {{"/a`", "/b"}};
         }},
        {"path with a quote",
         [](auto& o) {
             o.protected_paths = {{"/a'", "/b"}};
         }},
        {"path with an empty part",
         [](auto& o) {
             o.protected_paths = {{"/a//b", "/b"}};
         }},
        {"path with a dot",
         [](auto& o) {
             o.protected_paths = {{"/a/.", "/b"}};
         }},
        {"path of everything",
         [](auto& o) {
             o.protected_paths = {{"/", "/b"}};
         }},
        {"endpoint of a path with a quote",
         [](auto& o) {
             o.protected_paths = {{"/a", "/b'"}};
         }},
        {"certificate with a quote", [](auto& o) { o.tls_certificate = "a'b"; }},
        {"certificate with a space", [](auto& o) { o.tls_certificate = "a b"; }},
        {"key with a template", [](auto& o) { o.tls_key = "{{env `A`}}"; }},
        {"balancer by name", [](auto& o) { o.balancers = {"lb.internal"}; }},
        {"balancer with a quote", [](auto& o) { o.balancers = {"10.0.0.0/8'"}; }},
        {"balancer's network too small", [](auto& o) { o.balancers = {"10.0.0.0/33"}; }},
        {"balancer empty", [](auto& o) { o.balancers = {""}; }},
    };
    for (const obstacle_row& row : rows) {
        const snippet_text ended = printed(row.with);
        EXPECT_NE(ended.obstacle, "") << row.name;
        EXPECT_EQ(ended.obstacle.find('\n'), std::string::npos) << row.name;
        EXPECT_THAT(ended.files, IsEmpty()) << row.name;
    }
}

TEST(TraefikSnippet, RefusesAHeaderThatTraefikCannotGuard)
{
    for (const char* header : {"X_Tier", "X.Tier", "X'", "X|Y", "X Y", "X:", ""}) {
        const snippet_text ended = printed([&](auto& o) { o.identity_headers.push_back(header); });
        EXPECT_THAT(ended.obstacle, HasSubstr("identity header")) << header;
    }
}

} // namespace
} // namespace postern::dialect
