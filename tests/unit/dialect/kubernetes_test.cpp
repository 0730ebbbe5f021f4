// The printed texts for Kubernetes, APISIX and Kong. Their fields are compared with the documented
// ones in tests/e2e.
#include <postern/dialect/proxy.hpp>

#include "dialect/kubernetes/service.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using o = snippet_options;
using change = std::function<void(o&)>;

constexpr const char* kubernetes[] = {"ingress-nginx", "gateway-api", "envoy-gateway", "istio"};
constexpr const char* others[] = {"apisix", "kong"};

snippet_text print(const char* proxy, const change& changed)
{
    o options{
        .endpoint = "/authz/check",
        .resolver = "postern.auth.svc.cluster.local:9080",
        .upstream = "app.shop.svc.cluster.local:80",
        .deadline = std::chrono::milliseconds(400),
        .identity_headers = {"X-Authgear-User-Id", "Remote-User", "X-Team"},
    };
    changed(options);
    return find_proxy(proxy)->print(options);
}

std::string printed(const char* proxy, const change& changed)
{
    const snippet_text text = print(proxy, changed);
    EXPECT_EQ(text.obstacle, "") << proxy;
    std::string all;
    for (const snippet_file& file : text.files)
        all += file.text;
    return all;
}

void nothing(o&) {}

TEST(KubernetesService, IsANameWithANamespaceAndAPort)
{
    const auto found = read_kubernetes_service("postern.auth:9080");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name, "postern");
    EXPECT_EQ(found->name_space, "auth");
    EXPECT_EQ(found->host, "postern.auth.svc.cluster.local");
    EXPECT_EQ(found->port, "9080");
    EXPECT_EQ(read_kubernetes_service("a.b.svc:1")->host, "a.b.svc.cluster.local");
    EXPECT_EQ(read_kubernetes_service("a.b.svc.k8s.test:1")->host, "a.b.svc.k8s.test");
    for (const char* other :
         {"", "postern:9080", "127.0.0.1:9080", "[::1]:9080", "unix:/run/p.sock", "a.b", "a.b:0",
          "a.b:65536", "a..b:1", ".b:1", "a.:1", "A.b:1", "a.b.example.com:1", "a.b.svc.:1",
          "a-.b:1", "1a.b:1", "a_b.c:1", "http://a.b:1", "a.b:1/x"})
        EXPECT_FALSE(read_kubernetes_service(other)) << other;
}

struct text_row
{
    const char* proxy;
    change changed;
    std::vector<const char*> lines;
    const char* none = "no such text";
};

const change login_here = [](o& options) {
    options.login_path = "/a.b";
    options.login_url = "https://app.test/a.b";
};
const change slow = [](o& options) { options.deadline = std::chrono::milliseconds(2345); };
const change named = [](o& options) { options.server_name = "*.app.test"; };
const change together = [](o& options) { options.upstream = "app.auth:80"; };

const text_row texts[] = {
    {"ingress-nginx",
     nothing,
     {"auth-url: \"http://postern.auth.svc.cluster.local:9080/authz/check\"",
      "auth-response-headers: \"X-Authgear-User-Id,Remote-User,X-Team\"",
      "proxy_read_timeout 500ms;", "  Remote-User: \"\"\n  X-Team: \"\"\n  X-Original-URL: \"\"\n",
      "namespace: shop\n", "backend: {service: {name: app, port: {number: 80}}}"},
     "auth-signin"},
    {"ingress-nginx",
     [](o& options) {
         options.login_url = "https://login.test/in?a=b";
         options.login_return_parameter = "back";
     },
     {"auth-signin: \"https://login.test/in?a=b\"", "auth-signin-redirect-param: back"}},
    {"ingress-nginx", named, {"  - host: \"*.app.test\"\n    http:\n"}},
    {"ingress-nginx", slow, {"proxy_read_timeout 2445ms;"}},
    {"gateway-api",
     nothing,
     {"path: /authz/check\n", "backendRef: {name: postern, namespace: auth, port: 9080}",
      "- x-authgear-user-id\n", "- remote-user\n", "kind: HTTPRoute, namespace: shop}",
      "        remove:\n        - x-original-url\n        - x-rewrite-url\n        - proxy\n",
      "{method: TRACE,"},
     "type: Exact"},
    {"gateway-api",
     login_here,
     {"{type: Exact, value: /a.b}", "remove:\n        - x-authgear-user-id\n"}},
    {"gateway-api", named, {"hostnames: [\"*.app.test\"]"}},
    {"gateway-api", together, {"namespace: auth"}, "ReferenceGrant"},
    {"envoy-gateway",
     nothing,
     {"path: /authz/check\n", "timeout: 500ms", "failOpen: false", "statusOnError: 503",
      "value: \"(?i)remote[^a-z0-9]user\"", "value: \"(?i)proxy\"", "{method: TRACE,", "- x-team\n",
      "maxInterval: 500ms", "kind: SecurityPolicy, namespace: shop}"},
     "application-login"},
    {"envoy-gateway", slow, {"timeout: 2s445ms", "maxInterval: 2s445ms"}},
    {"envoy-gateway", login_here, {"name: application-login", "{type: Exact, value: /a.b}"}},
    {"istio",
     nothing,
     {"service: postern.auth.svc.cluster.local\n", "pathPrefix: /authz/check\n", "timeout: 0.500s",
      "failOpen: false", "statusOnError: \"503\"", "regex: \"(?i)x[^a-z0-9]team\"",
      "- {} # every request", "regex: \"(?i)proxy\"", "{methods: [TRACE]}"},
     "notPaths"},
    {"istio", slow, {"timeout: 2.445s"}},
    {"istio", login_here, {"operation: {notPaths: [\"/a.b\"]}"}, "- {}"},
    {"apisix",
     nothing,
     {"uri: http://postern.auth.svc.cluster.local:9080/authz/check\n", "timeout: 500\n",
      "[\"x-authgear-user-id\"] = true,", "[\"proxy\"] = true,", "- Remote-User\n",
      "allow_degradation: false", "underscores_in_headers: \"off\"", "#END\n"},
     "application-login"},
    {"apisix",
     login_here,
     {"uri: /a.b\n", "vars: [[real_request_uri, \"~~\", \"^/a[.]b(?:[?].*)?$\"]]"}},
    {"apisix", named, {"    host: \"*.app.test\"\n"}},
    {"kong",
     nothing,
     {"request_uri(\"http://postern.auth.svc.cluster.local:9080/authz/check\"",
      "set_timeouts(500, 500, 500)", "[\"remote-user\"] = true,", "[\"proxy\"] = true,",
      "  host: \"app.shop.svc.cluster.local\"\n"},
     "match(\"^[^?]*\")"},
    {"kong", login_here, {"if target:match(\"^[^?]*\") == \"/a.b\" then"}},
    {"kong", named, {"    hosts: [\"*.app.test\"]\n"}},
    {"kong", [](o& options) { options.resolver = "127.0.0.1:9080"; }, {"http://127.0.0.1:9080/"}},
};

TEST(KubernetesSnippet, SaysWhatTheOptionsAskFor)
{
    for (const text_row& row : texts) {
        const std::string text = printed(row.proxy, row.changed);
        for (const char* line : row.lines)
            EXPECT_THAT(text, HasSubstr(line)) << row.proxy;
        EXPECT_THAT(text, Not(HasSubstr(row.none))) << row.proxy;
        EXPECT_THAT(text, Not(testing::ContainsRegex("<[a-z_]+>"))) << row.proxy;
        EXPECT_EQ(text.find('\t'), text.npos) << row.proxy;
    }
}

struct obstacle_row
{
    std::vector<const char*> proxies;
    const char* start; // of the obstacle
    change changed;
};

template <typename Member>
change set(Member o::*member, Member value)
{
    return [=](o& options) { options.*member = value; };
}

std::vector<obstacle_row> obstacles()
{
    const std::vector<const char*> of_kubernetes(std::begin(kubernetes), std::end(kubernetes));
    const std::vector<const char*> of_others(std::begin(others), std::end(others));
    std::vector<const char*> all = of_kubernetes;
    all.insert(all.end(), of_others.begin(), of_others.end());

    std::vector<obstacle_row> rows;
    for (const char* server :
         {"127.0.0.1:9080", "postern:9080", "unix:/run/p.sock", "a.b:80\"", "a.b:80\n",
          "a.example.com:80"}) {
        rows.push_back({of_kubernetes, "--resolver: name", set(&o::resolver, std::string(server))});
        rows.push_back({of_kubernetes, "--upstream: name", set(&o::upstream, std::string(server))});
    }
    for (const char* server : {"", "postern", "a\"b:80", "a b:80", "http://a:80", "a:80\n"}) {
        rows.push_back({of_others, "the resolver's", set(&o::resolver, std::string(server))});
        rows.push_back({of_others, "--upstream", set(&o::upstream, std::string(server))});
    }
    rows.push_back({of_others, "unix:/p", set(&o::resolver, std::string("unix:/p"))});
    rows.push_back({of_others, "unix:/p", set(&o::upstream, std::string("unix:/p"))});
    for (const char* path : {"", "a", "/a\"", "/a b", "/a\n", "/a$b", "/a'", "/a]]"})
        rows.push_back({all, "the endpoint's path", set(&o::endpoint, std::string(path))});
    for (const char* path : {"/a\"", "/a%2f", "/a/../b", "a", "/a?b", "/a]", "/a\\"})
        rows.push_back({all, "the path of login.url", set(&o::login_path, std::string(path))});
    rows.push_back({all, "login.url is the root", set(&o::login_path, std::string("/"))});
    for (const char* name : {"a b", "a\"", "*", "**.a", "a.*", "A.test", "a_b", "a\nb"})
        rows.push_back({all, "--server-name", set(&o::server_name, std::string(name))});
    for (const char* header : {"X_Tier", "X.Tier", "X\"", "", "X]"})
        rows.push_back(
            {all, "identity header", set(&o::identity_headers, std::vector<std::string>{header})}
        );
    // What one proxy alone cannot do.
    const std::vector<std::string> many(65, "X-A");
    const std::vector<std::string> some(14, "X-A");
    rows.push_back({{"ingress-nginx"}, "login.url is on a guarded host", login_here});
    for (const char* url : {"https://a.test/$b", "https://a.test/\"", "https://a.test/ b"})
        rows.push_back({{"ingress-nginx"}, "login.url", set(&o::login_url, std::string(url))});
    rows.push_back(
        {{"ingress-nginx"}, "login.return_parameter", set(&o::login_url, std::string("https://a"))}
    );
    rows.push_back(
        {{"gateway-api", "envoy-gateway"}, "identity headers", set(&o::identity_headers, many)}
    );
    rows.push_back({{"gateway-api"}, "identity headers: a rule for", [some](o& options) {
                        options.identity_headers = some;
                        options.login_path = "/login";
                    }});
    rows.push_back({{"istio"}, "--resolver: the text guards", together});
    rows.push_back(
        {{"apisix"}, "resolver.deadline", set(&o::deadline, std::chrono::milliseconds(59901))}
    );
    return rows;
}

TEST(KubernetesSnippet, RefusesTextThatWouldBeReadAsMore)
{
    const std::vector<obstacle_row> rows = obstacles();
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const char* proxy : rows[i].proxies) {
            const snippet_text text = print(proxy, rows[i].changed);
            EXPECT_THAT(text.obstacle, StartsWith(rows[i].start)) << proxy << ' ' << i;
            EXPECT_TRUE(text.files.empty()) << proxy << ' ' << i;
        }
}

} // namespace
} // namespace postern::dialect
