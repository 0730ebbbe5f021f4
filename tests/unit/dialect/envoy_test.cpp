// The printed Envoy text. What the real Envoy makes of it is tested end to end.
#include <postern/dialect/proxy.hpp>

#include <gmock/gmock.h>

#include <functional>

namespace postern::dialect {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

snippet_options usual()
{
    return {
        .endpoint = "/authz/envoy",
        .resolver = "127.0.0.1:9080",
        .upstream = "127.0.0.1:9000",
        .listen = {"127.0.0.1:8080"},
        .deadline = std::chrono::milliseconds(400),
        .identity_headers = {"X-Authgear-User-Id", "Remote-User", "X-Team"},
    };
}

using change = std::function<void(snippet_options&)>;

snippet_text print(const change& changed, const char* dialect = "envoy")
{
    snippet_options options = usual();
    changed(options);
    return find_proxy(dialect)->print(options);
}

std::string printed(const change& changed, const char* dialect = "envoy")
{
    const snippet_text text = print(changed, dialect);
    EXPECT_EQ(text.obstacle, "");
    return text.files.size() == 1 ? text.files.front().text : "";
}

void nothing(snippet_options&) {}

TEST(EnvoySnippet, RemovesAndCopiesEveryIdentityHeader)
{
    const std::string text = printed(nothing);
    for (const char* line : {
             "regex: \"(?i)x[^a-z0-9]authgear[^a-z0-9]user[^a-z0-9]id\"",
             "regex: \"(?i)remote[^a-z0-9]user\"",
             "regex: \"(?i)x[^a-z0-9]team\"",
             "- exact: x-authgear-user-id\n",
             "- exact: remote-user\n",
             "- exact: x-team\n",
         })
        EXPECT_THAT(text, HasSubstr(line));
}

// The difference is how the check is addressed, and what that leaves to say about the request.
TEST(EnvoySnippet, IsTheSameForBothDialectsButForTheTarget)
{
    const change prefix = [](snippet_options& options) {
        options.endpoint = "/authz/envoy-prefix";
    };
    std::string fixed = printed(nothing);
    for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
             {"path_override: \"/authz/envoy\"", "path_prefix: \"/authz/envoy-prefix\""},
             {"                  - {key: x-forwarded-method, value: \"%REQ(:METHOD)%\"}\n", ""},
             {"                  - {key: x-forwarded-uri, value: \"%REQ(:PATH)%\"}\n", ""},
             {"                  - {key: x-forwarded-host, value: \"%REQ(:AUTHORITY)%\"}\n", ""},
         }) {
        ASSERT_THAT(fixed, HasSubstr(from));
        fixed.replace(fixed.find(from), from.size(), to);
    }
    EXPECT_EQ(fixed, printed(prefix, "envoy-prefix"));
}

// It asks one listener with the whole request, and looks for the metadata of an allowance.
TEST(EnvoySnippet, AsksOverGrpc)
{
    const std::string text = printed(nothing, "envoy-grpc");
    for (const char* line :
         {"              grpc_service:\n                envoy_grpc: {cluster_name: postern}\n"
          "                timeout: 0.500s\n",
          "retry_on: connect-failure,reset,refused-stream,unavailable", "max_interval: 0.500s",
          "encode_raw_headers: true", "failure_mode_allow: false",
          "path: [{key: postern}]\n                          value: {present_match: true}\n",
          "explicit_http_config: {http2_protocol_options: {connection_keepalive: {",
          "explicit_http_config: {http_protocol_options: {}}",
          "scheme_header_transformation: {scheme_to_overwrite: http}",
          "grpc.listen or resolver.deadline", "docs/proxies/envoy-grpc.md"})
        EXPECT_THAT(text, HasSubstr(line));
    for (const char* none : {"http_service", "allowed_headers:", "<", "with_request_body:"})
        EXPECT_THAT(text, Not(HasSubstr(none)));
}

// A client of HTTP/2 says the scheme itself; behind a balancer X-Forwarded-Proto does.
TEST(EnvoySnippet, KnowsTheSchemeOverGrpc)
{
    const auto tls = [](snippet_options& options) {
        options.tls_certificate = options.tls_key = "a.pem";
    };
    const auto balanced = [](snippet_options& options) { options.balancers = {"::1"}; };
    EXPECT_THAT(printed(tls, "envoy-grpc"), HasSubstr("{scheme_to_overwrite: https}"));
    EXPECT_THAT(printed(balanced, "envoy-grpc"), Not(HasSubstr("scheme_header_transformation")));
    EXPECT_THAT(printed(tls), Not(HasSubstr("scheme_header_transformation")));
}

TEST(EnvoySnippet, ChoosesPoliciesOverGrpc)
{
    const auto with = [](const char* policy) {
        return [=](snippet_options& options) {
            options.protected_paths = {{"/a", "/authz/envoy", policy}};
        };
    };
    EXPECT_THAT(
        printed(with("staff-2.b_c"), "envoy-grpc"),
        HasSubstr("check_settings:\n"
                  "                      context_extensions: {policy: \"staff-2.b_c\"}\n")
    );
    for (const char* policy : {"a b", "a\"", "a\n", "a}", "%REQ(x)%", "a\\", "\u00e4"})
        EXPECT_THAT(
            print(with(policy), "envoy-grpc").obstacle, StartsWith("--protect /a: use a policy")
        ) << policy;
}

struct text_row
{
    const char* name;
    change changed;
    std::vector<const char*> lines;
    const char* none = "no such text";
};

const text_row texts[] = {
    {"as usual",
     nothing,
     {"address: {socket_address: {address: \"127.0.0.1\", port_value: 8080}}", "domains: [\"*\"]",
      "timeout: 0.500s", "max_interval: 0.500s", "type: STATIC", "failure_mode_allow: false"},
     "transport_socket:"},
    {"a longer deadline",
     [](auto& o) { o.deadline = std::chrono::milliseconds(2345); },
     {"cluster: postern, timeout: 2.445s", "max_interval: 2.445s"}},
    {"a short deadline",
     [](auto& o) { o.deadline = std::chrono::milliseconds(5); },
     {"cluster: postern, timeout: 0.105s"}},
    {"a port", [](auto& o) { o.listen = {"80"}; }, {"{address: \"0.0.0.0\", port_value: 80}"}},
    {"every address",
     [](auto& o) {
         o.listen = {"*:80", "[::]:80", "unix:/run/e.sock"};
     },
     {"    address: {socket_address: {address: \"0.0.0.0\", port_value: 80}}\n"
      "    additional_addresses:\n"
      "    - address: {socket_address: {address: \"::\", port_value: 80}}\n"
      "    - address: {pipe: {path: \"/run/e.sock\"}}\n"}},
    {"unix sockets",
     [](auto& o) {
         o.resolver = "unix:/run/p.sock";
         o.upstream = "unix:/run/a.sock";
     },
     {"address: {pipe: {path: \"/run/p.sock\"}}", "address: {pipe: {path: \"/run/a.sock\"}}"},
     "STRICT_DNS"},
    {"names",
     [](auto& o) { o.upstream = "app:9000"; },
     {"type: STRICT_DNS", "{address: \"app\", port_value: 9000}"}},
    {"IPv6",
     [](auto& o) { o.resolver = "[::1]:9080"; },
     {"{address: \"::1\", port_value: 9080}"},
     "STRICT_DNS"},
    {"a host",
     [](auto& o) { o.server_name = "*.app.test"; },
     {"domains: [\"*.app.test\"]"},
     "[\"*\"]"},
    {"nobody in front",
     nothing,
     {"    filter_chains:\n    - filters:\n", "xff_num_trusted_hops: 0",
      "(forwarded|original|envoy)"},
     "direct_source"},
    {"balancers in front",
     [](auto& o) {
         o.balancers = {"10.0.0.0/8", "192.0.2.1", "fd00::/8", "::1"};
     },
     {"    - filter_chain_match: {direct_source_prefix_ranges: ["
      "{address_prefix: \"10.0.0.0\", prefix_len: 8}, {address_prefix: \"192.0.2.1\", prefix_len: "
      "32}, "
      "{address_prefix: \"fd00::\", prefix_len: 8}, {address_prefix: \"::1\", prefix_len: 128}]}\n"
      "      filters:\n",
      "xff_num_trusted_hops: 1", "forwarded[^a-z0-9](port|prefix|[^fp].*)$"},
     "(forwarded|"},
    {"TLS",
     [](auto& o) {
         o.tls_certificate = "/etc/app.pem";
         o.tls_key = "/etc/app.key";
     },
     {"      transport_socket:\n", "certificate_chain: {filename: \"/etc/app.pem\"}",
      "private_key: {filename: \"/etc/app.key\"}", "alpn_protocols: [h2, http/1.1]"}},
    {"the login page is elsewhere",
     [](auto& o) { o.login = true; },
     {"- exact: location"},
     "disabled: true"},
    {"the login page is here",
     [](auto& o) { o.login_path = "/login"; },
     {"- match: {path_separated_prefix: \"/login\", headers:", "disabled: true"}},
    {"longer paths first",
     [](auto& o) {
         o.login_path = "/a/login";
         o.protected_paths = {{"/a", "/authz/x"}, {"/a/login-staff", "/authz/y"}};
     },
     {"path_override: \"/authz/x\"", "path_override: \"/authz/y\"", "server_uri: *server"}},
};

TEST(EnvoySnippet, SaysWhatTheOptionsAskFor)
{
    for (const text_row& row : texts) {
        const std::string text = printed(row.changed);
        for (const char* line : row.lines)
            EXPECT_THAT(text, HasSubstr(line)) << row.name;
        EXPECT_THAT(text, Not(HasSubstr(row.none))) << row.name;
        EXPECT_EQ(text.find('<'), text.npos) << row.name; // a part that is not filled in
        EXPECT_EQ(text.find('\t'), text.npos) << row.name;
    }
}

TEST(EnvoySnippet, TakesTheLongestPathFirst)
{
    const std::string text = printed(texts[std::size(texts) - 1].changed);
    const auto protected_at = [&](const char* path) {
        return text.find("regex: \"(?i)" + std::string(path) + "(/.*)?\"");
    };
    const std::size_t login = text.find("path_separated_prefix: \"/a/login\"");
    EXPECT_LT(text.find("direct_response: {status: 400}"), protected_at("/a/login-staff"));
    EXPECT_LT(protected_at("/a/login-staff"), login);
    EXPECT_LT(login, protected_at("/a"));
    EXPECT_LT(protected_at("/a"), text.find("- match: {prefix: /}"));
}

struct obstacle_row
{
    const char* start; // of the obstacle
    change changed;
};

template <typename Member>
change set(Member snippet_options::*member, Member value)
{
    return [=](snippet_options& options) { options.*member = value; };
}

TEST(EnvoySnippet, RefusesTextThatEnvoyWouldReadAsMore)
{
    using o = snippet_options;
    using list = std::vector<std::string>;
    std::vector<obstacle_row> rows;
    for (const char* path :
         {"", "authz", "/a\"", "/a%REQ(x)%", "/a b", "/a\n", "/a?b", "/a{", "/a\\"})
        rows.push_back({"the endpoint's path", set(&o::endpoint, std::string(path))});
    for (const char* server :
         {"", "127.0.0.1", "app", ":9000", "app:0", "app:65536", "a b:80", "a\":80",
          "http://app:80", "app:9000/x", "[::1]", "::1:80", "[app]:80", "[]:80", "unix:app.sock",
          "unix:/a\"b", "unix:/a b", "%REQ(x)%:80", "app:80\n"}) {
        rows.push_back({"the resolver's address", set(&o::resolver, std::string(server))});
        rows.push_back({"--upstream", set(&o::upstream, std::string(server))});
    }
    for (const char* listen :
         {"", "0", "65536", "app:80", "80;", "127.0.0.1:80}", "*", "[::1]", "unix:x"})
        rows.push_back({"--listen", set(&o::listen, list{"8080", listen})});
    for (const char* network :
         {"", "lb", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8 ", "10.0.0.0/-1", "*",
          "10.0.0.0/8\"", "[::1]/8"})
        rows.push_back({"--behind", set(&o::balancers, list{"::1", network})});
    rows.push_back({"--behind: what comes over a unix socket", [](o& options) {
                        options.balancers = {"::1"};
                        options.listen = {"80", "unix:/run/e.sock"};
                    }});
    for (const char* name : {"a b", "a\"", "*", "**.a", "a.*", "a]", "a,b", "%REQ(x)%", "a\nb"})
        rows.push_back({"--server-name", set(&o::server_name, std::string(name))});
    for (const char* path : {"/a\"", "/a%2f", "//a", "/a/../b", "/a/..", "/.", "a", "/a?b"}) {
        rows.push_back({"the path of login.url", set(&o::login_path, std::string(path))});
        rows.push_back({"--protect", set(&o::protected_paths, {protected_path{path, "/authz/x"}})});
    }
    rows.push_back({"login.url is the root", set(&o::login_path, std::string("/"))});
    for (const char* endpoint : {"", "x", "/a\""})
        rows.push_back({"--protect", set(&o::protected_paths, {protected_path{"/a", endpoint}})});
    for (const char* file : {"a b", "a\"", "a\n", "%REQ(x)%", "a{b}"}) {
        rows.push_back({"--tls-cert", set(&o::tls_certificate, std::string(file))});
        rows.push_back({"--tls-cert", set(&o::tls_key, std::string(file))});
    }
    for (const char* header : {"X_Tier", "X.Tier", "X\"", "", "X%", "X*"})
        rows.push_back({"identity header", set(&o::identity_headers, list{"X-A", header})});
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const char* dialect : {"envoy", "envoy-prefix", "envoy-grpc"}) {
            const snippet_text text = print(rows[i].changed, dialect);
            EXPECT_THAT(text.obstacle, StartsWith(rows[i].start)) << i;
            EXPECT_TRUE(text.files.empty()) << i;
        }
}

} // namespace
} // namespace postern::dialect
