// What the real proxies send: the client asked for `GET /a?b=1` of app.test, and wrote fields of
// its own that only other proxies set.
#include <postern/dialect/dialect.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <support/request.hpp>

namespace postern::dialect {
namespace {

using header = test::request::header;

struct captured
{
    const char* name;
    const char* dialect;
    const char* method = "GET"; // of the check
    const char* target;
    std::vector<header> headers;
    resolve::original_request original;
};

const std::vector<captured> heads{
    {"nginx 1.22 and 1.31",
     "nginx",
     "GET",
     "/authz/nginx",
     {{"Host", "app.test"},
      {"X-Forwarded-Method", "GET"},
      {"X-Forwarded-Uri", "/a?b=1"},
      {"X-Forwarded-Host", "app.test"},
      {"X-Forwarded-Proto", "http"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"Authorization", "Bearer good"}},
     {"GET", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"ingress-nginx, from its template",
     "ingress-nginx",
     "GET",
     "/authz/ingress-nginx",
     {{"Host", "postern.auth.svc.cluster.local:9080"},
      {"X-Request-ID", "1"},
      {"X-Original-URL", "https://app.test/a?b=1"},
      {"X-Original-Method", "POST"},
      {"X-Sent-From", "nginx-ingress-controller"},
      {"X-Real-IP", "192.0.2.7"},
      {"X-Forwarded-For", "192.0.2.7"},
      {"X-Auth-Request-Redirect", "/a?b=1"},
      {"Connection", "close"},
      {"Authorization", "Bearer good"}},
     {"POST", "/a?b=1", "app.test", "https", "192.0.2.7"}},
    {"HAProxy 2.6, by its HTTP client",
     "haproxy",
     "GET",
     "/authz/haproxy",
     {{"authorization", "Bearer good"},
      {"x-forwarded-uri", "/a?b=1"},
      {"x-forwarded-method", "GET"},
      {"x-forwarded-host", "app.test"},
      {"accept", "*/*"},
      {"x-forwarded-proto", "http"},
      {"x-forwarded-for", "127.0.0.1"},
      {"host", "127.0.0.1:9080"},
      {"user-agent", "HAProxy"}},
     {"GET", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"Traefik 3.7",
     "traefik",
     "GET",
     "/authz/traefik",
     {{"Host", "127.0.0.1:9080"},
      {"User-Agent", "ua"},
      {"Authorization", "Bearer good"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"X-Forwarded-Host", "app.test"},
      {"X-Forwarded-Method", "GET"},
      {"X-Forwarded-Port", "80"},
      {"X-Forwarded-Proto", "http"},
      {"X-Forwarded-Uri", "/a?b=1"},
      {"Accept-Encoding", "gzip"}},
     {"GET", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"Caddy 2.11",
     "caddy",
     "GET",
     "/authz/caddy",
     {{"Host", "app.test"},
      {"Via", "1.1 Caddy"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"X-Forwarded-Host", "app.test"},
      {"X-Forwarded-Method", "GET"},
      {"X-Forwarded-Proto", "http"},
      {"X-Forwarded-Uri", "/a?b=1"}},
     {"GET", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"Caddy 2.11 whose `uri` has no question mark",
     "caddy",
     "GET",
     "/authz/caddy?b=1",
     {{"Host", "app.test"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"X-Forwarded-Host", "app.test"},
      {"X-Forwarded-Method", "GET"},
      {"X-Forwarded-Proto", "http"},
      {"X-Forwarded-Uri", "/a?b=1"}},
     {"GET", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"Envoy 1.40, fixed path, POST",
     "envoy",
     "POST",
     "/authz/envoy",
     {{"host", "app.test"},
      {"content-length", "0"},
      {"x-request-id", "1"},
      {"x-forwarded-uri", "/a?b=1"},
      {"x-forwarded-method", "POST"},
      {"x-forwarded-host", "app.test"},
      {"x-forwarded-proto", "http"},
      {"x-forwarded-for", "127.0.0.1"},
      {"x-envoy-internal", "true"},
      {"x-envoy-expected-rq-timeout-ms", "500"}},
     {"POST", "/a?b=1", "app.test", "http", "127.0.0.1"}},
    {"Gateway API, by Envoy 1.40",
     "gateway-api",
     "PUT",
     "/authz/gateway-api/a?b=1",
     {{"host", "app.test"},
      {"content-length", "0"},
      {"x-forwarded-proto", "https"},
      {"x-forwarded-for", "203.0.113.66,192.0.2.7"},
      {"x-request-id", "1"},
      {"x-envoy-expected-rq-timeout-ms", "500"}},
     {"PUT", "/a?b=1", "app.test", "https", "192.0.2.7"}},
    {"Envoy 1.40, prefix, WebSocket",
     "envoy-prefix",
     "GET",
     "/authz/envoy-prefix/ws",
     {{"host", "app.test"},
      {"content-length", "0"},
      {"upgrade", "websocket"},
      {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
      {"x-forwarded-proto", "http"},
      {"x-forwarded-for", "127.0.0.1"}},
     {"GET", "/ws", "app.test", "http", "127.0.0.1"}},
    {"Traefik 3.7, WebSocket",
     "traefik",
     "GET",
     "/authz/traefik",
     {{"Host", "127.0.0.1:9080"},
      {"Sec-Websocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
      {"Sec-Websocket-Version", "13"},
      {"X-Forwarded-For", "127.0.0.1"},
      {"X-Forwarded-Host", "app.test"},
      {"X-Forwarded-Method", "GET"},
      {"X-Forwarded-Port", "80"},
      {"X-Forwarded-Proto", "http"},
      {"X-Forwarded-Uri", "/ws"}},
     {"GET", "/ws", "app.test", "http", "127.0.0.1"}},
    {"Envoy 1.40, prefix, POST",
     "envoy-prefix",
     "POST",
     "/authz/envoy-prefix/a?b=1",
     {{"host", "app.test"},
      {"content-length", "0"},
      {"x-forwarded-for", "192.0.2.2"},
      {"x-forwarded-proto", "http"},
      {"x-request-id", "1"},
      {"x-envoy-internal", "true"},
      {"x-envoy-expected-rq-timeout-ms", "500"}},
     {"POST", "/a?b=1", "app.test", "http", "192.0.2.2"}},
};

// The fields of all dialects. A client may write each that its own proxy does not set.
const std::vector<header> foreign{
    {"X-Forwarded-Method", "DELETE"},
    {"X-Forwarded-Uri", "/evil"},
    {"X-Forwarded-Host", "evil.test"},
    {"X-Forwarded-Proto", "ftp"},
    {"X-Forwarded-For", "203.0.113.66"},
    {"X-Forwarded-Prefix", "/evil"},
    {"X-Forwarded-Port", "66"},
    {"X-Original-Method", "DELETE"},
    {"X-Original-URL", "https://evil.test/evil"},
    {"X-Original-Uri", "/evil"},
    {"X-Real-IP", "203.0.113.66"},
    {"X-Rewrite-Url", "/evil"},
    {"X-Http-Method-Override", "DELETE"},
    {"Forwarded", "for=203.0.113.66;host=evil.test"},
    {"X-Envoy-Original-Path", "/evil"},
    {"X-Envoy-External-Address", "203.0.113.66"},
    {"X_Forwarded_Uri", "/evil"},
    {"X.Forwarded.Uri", "/evil"},
};

bool has(const std::vector<header>& headers, const std::string& name)
{
    return std::any_of(headers.begin(), headers.end(), [&](const header& each) {
        return codec::equal_ignoring_case(each.first, name);
    });
}

void expect_original(const captured& row, const std::vector<header>& headers)
{
    const test::request request(headers, row.target, row.method);
    resolve::original_request found;
    const dialect& tried = *find_dialect(row.dialect);
    const std::string endpoint(tried.default_paths.front());
    ASSERT_EQ(tried.read(request.head(), endpoint, found).reason, error_code());
    EXPECT_EQ(found.method, row.original.method);
    EXPECT_EQ(found.uri, row.original.uri);
    EXPECT_EQ(found.host, row.original.host);
    EXPECT_EQ(found.scheme, row.original.scheme);
    EXPECT_EQ(found.client, row.original.client);
}

TEST(Captured, HeadsOfRealProxiesAreRead)
{
    for (const captured& row : heads) {
        SCOPED_TRACE(row.name);
        expect_original(row, row.headers);
    }
}

TEST(Captured, FieldsOfOtherProxiesAreIgnored)
{
    for (const captured& row : heads) {
        for (const header& each : foreign) {
            if (has(row.headers, each.first))
                continue;
            SCOPED_TRACE(std::string(row.name) + ", " + each.first);
            std::vector<header> headers = row.headers;
            headers.push_back(each);
            expect_original(row, headers);
        }
    }
}

// A client of HTTP/1.0 need not send Host. Traefik and Caddy then send an empty field: nobody can
// know the host, so the check fails.
TEST(Captured, RequestsWithoutAHostAreRefused)
{
    for (const captured& row : heads) {
        if (!has(row.headers, "X-Forwarded-Host"))
            continue;
        SCOPED_TRACE(row.name);
        std::vector<header> headers = row.headers;
        for (header& each : headers)
            if (codec::equal_ignoring_case(each.first, "X-Forwarded-Host"))
                each.second = "";
        const test::request request(headers, row.target, row.method);
        resolve::original_request found;
        const unreadable read = find_dialect(row.dialect)->read(request.head(), "", found);
        EXPECT_EQ(read.reason, make_error_code(resolve::errc::original_missing));
        EXPECT_EQ(read.field, "X-Forwarded-Host");
    }
}

} // namespace
} // namespace postern::dialect
