#include <postern/dialect/dialect.hpp>
#include <postern/resolve/error.hpp>

#include <gtest/gtest.h>

#include <support/request.hpp>
#include <tuple>

namespace postern::dialect {
namespace {

using header = test::request::header;
using resolve::errc;

// What a good request of nginx becomes: one field replaced, taken away (empty name of a value) or
// added.
struct row
{
    const char* name;
    std::vector<header> add;
    const char* without;
    errc reason{};
};

const row rows[] = {
    {"as nginx sends it", {}, ""},
    {"no method", {}, "X-Forwarded-Method", errc::original_missing},
    {"no URI", {}, "X-Forwarded-Uri", errc::original_missing},
    {"no host", {}, "X-Forwarded-Host", errc::original_missing},
    {"no scheme", {}, "X-Forwarded-Proto", errc::original_missing},
    {"no client address", {}, "X-Forwarded-For"},
    {"method empty", {{"X-Forwarded-Method", ""}}, "X-Forwarded-Method", errc::original_missing},
    {"host empty", {{"X-Forwarded-Host", ""}}, "X-Forwarded-Host", errc::original_missing},
    {"client address empty", {{"X-Forwarded-For", ""}}, "X-Forwarded-For", errc::original_missing},
    {"method twice", {{"X-Forwarded-Method", "GET"}}, "", errc::original_doubled},
    {"URI twice, other case", {{"x-forwarded-uri", "/admin"}}, "", errc::original_doubled},
    {"host twice", {{"X-Forwarded-Host", "app.test"}}, "", errc::original_doubled},
    {"scheme twice", {{"X-Forwarded-Proto", "http"}}, "", errc::original_doubled},
    {"client address twice", {{"X-Forwarded-For", "192.0.2.9"}}, "", errc::original_doubled},
    {"two hosts joined", {{"X-Forwarded-Host", "a,b"}}, "X-Forwarded-Host", errc::host_invalid},
    {"host with user",
     {{"X-Forwarded-Host", "u@app.test"}},
     "X-Forwarded-Host",
     errc::host_invalid},
    {"host with path",
     {{"X-Forwarded-Host", "app.test/x"}},
     "X-Forwarded-Host",
     errc::host_invalid},
    {"host with space", {{"X-Forwarded-Host", "a b"}}, "X-Forwarded-Host", errc::host_invalid},
    {"host with port", {{"X-Forwarded-Host", "app.test:8443"}}, "X-Forwarded-Host"},
    {"IPv6 host", {{"X-Forwarded-Host", "[::1]:80"}}, "X-Forwarded-Host"},
    {"method no token",
     {{"X-Forwarded-Method", "G ET"}},
     "X-Forwarded-Method",
     errc::method_invalid},
    {"own method", {{"X-Forwarded-Method", "PURGE"}}, "X-Forwarded-Method"},
    {"URI of a server", {{"X-Forwarded-Uri", "*"}}, "X-Forwarded-Uri"},
    {"URI alone", {{"X-Forwarded-Uri", "/"}}, "X-Forwarded-Uri"},
    {"URI of another host",
     {{"X-Forwarded-Uri", ".evil.test/"}},
     "X-Forwarded-Uri",
     errc::uri_invalid},
    {"URI with user", {{"X-Forwarded-Uri", "@evil.test/"}}, "X-Forwarded-Uri", errc::uri_invalid},
    {"whole URL",
     {{"X-Forwarded-Uri", "https://evil.test/"}},
     "X-Forwarded-Uri",
     errc::uri_invalid},
    {"URI of a server and more", {{"X-Forwarded-Uri", "**"}}, "X-Forwarded-Uri", errc::uri_invalid},
    {"scheme ws", {{"X-Forwarded-Proto", "wss"}}, "X-Forwarded-Proto"},
    {"scheme unknown", {{"X-Forwarded-Proto", "ftp"}}, "X-Forwarded-Proto", errc::scheme_invalid},
    {"scheme list",
     {{"X-Forwarded-Proto", "https,http"}},
     "X-Forwarded-Proto",
     errc::scheme_invalid},
    // what this proxy does not set is the client's and is not looked at
    {"foreign headers",
     {{"X-Original-URL", "http://a/x"},
      {"Forwarded", "host=evil"},
      {"X-Forwarded-Prefix", "/x"},
      {"X-Real-IP", "1.2.3.4"}},
     ""},
};

TEST(Dialect, ReadsTheForwardedHeadersStrictly)
{
    for (const char* name : {"nginx", "traefik", "caddy", "envoy", "haproxy", "generic"}) {
        for (const row& r : rows) {
            SCOPED_TRACE(std::string(name) + ": " + r.name);
            auto headers = test::forwarded(r.add);
            bool taken = *r.without == '\0';
            std::erase_if(headers, [&](const header& h) {
                return !taken && (taken = h.first == r.without);
            });
            const test::request request(headers);
            resolve::original_request original;
            const unreadable found = find_dialect(name)->read(request.head(), "", original);
            EXPECT_EQ(found.reason, r.reason == errc{} ? error_code() : make_error_code(r.reason));
            EXPECT_EQ(found.field.empty(), r.reason == errc{});
        }
    }
}

struct url_row
{
    const char* url;
    errc reason{};
    const char* scheme = "";
    const char* host = "";
    const char* uri = "";
};

TEST(Dialect, OfIngressNginxReadsOneWholeUrl)
{
    for (const url_row& row : std::vector<url_row>{
             {"http://app.test/", {}, "http", "app.test", "/"},
             {"https://app.test:8443/a?b=/c", {}, "https", "app.test:8443", "/a?b=/c"},
             {"wss://app.test/ws", {}, "wss", "app.test", "/ws"},
             {"ws://[::1]:80//a/../b", {}, "ws", "[::1]:80", "//a/../b"},
             {"http://app.test/http://evil.test/", {}, "http", "app.test", "/http://evil.test/"},
             {"http://app.test/?a#b", {}, "http", "app.test", "/?a#b"},
             {"", errc::original_missing},
             {"/a", errc::uri_invalid},
             {"app.test/a", errc::uri_invalid},
             {"//app.test/a", errc::uri_invalid},
             {"http:/app.test/a", errc::uri_invalid},
             {"http://app.test", errc::uri_invalid},
             {"http://", errc::uri_invalid},
             {"http:///a", errc::host_invalid},
             {"ftp://app.test/a", errc::scheme_invalid},
             {"HTTP://app.test/a", errc::scheme_invalid},
             {"://app.test/a", errc::scheme_invalid},
             {"a http://app.test/a", errc::scheme_invalid},
             {"http://a,b/a", errc::host_invalid},
             {"http://a b/a", errc::host_invalid},
             {"http://u@app.test/a", errc::host_invalid},
             {"http://app.test?/a", errc::host_invalid},
             {"http://app.test#/a", errc::host_invalid},
             {"http://app.test\\/a", errc::host_invalid},
         }) {
        SCOPED_TRACE(row.url);
        const std::vector<header> headers{
            {"X-Original-Method", "GET"}, {"X-Original-URL", row.url}};
        const test::request request(headers);
        resolve::original_request found;
        const unreadable read = find_dialect("ingress-nginx")->read(request.head(), "", found);
        EXPECT_EQ(read.reason, row.reason == errc{} ? error_code() : make_error_code(row.reason));
        EXPECT_EQ(read.field, row.reason == errc{} ? "" : "X-Original-URL");
        if (row.reason != errc{})
            continue;
        EXPECT_EQ(found.scheme, row.scheme);
        EXPECT_EQ(found.host, row.host);
        EXPECT_EQ(found.uri, row.uri);
    }
}

TEST(Dialect, OfIngressNginxTakesEachFieldOnce)
{
    const header url{"X-Original-URL", "http://app.test/a"};
    const header method{"X-Original-Method", "GET"};
    const header client{"X-Real-IP", "192.0.2.7"};
    const std::vector<std::tuple<std::vector<header>, errc, const char*>> rows_of_fields{
        {{method, url, client}, {}, ""},
        {{method, url}, {}, ""},
        {{url, client}, errc::original_missing, "X-Original-Method"},
        {{method, client}, errc::original_missing, "X-Original-URL"},
        {{{"X-Original-Method", ""}, url}, errc::original_missing, "X-Original-Method"},
        {{{"X-Original-Method", "G ET"}, url}, errc::method_invalid, "X-Original-Method"},
        {{method, method, url}, errc::original_doubled, "X-Original-Method"},
        {{method, url, {"x-original-url", "/"}}, errc::original_doubled, "X-Original-URL"},
        {{method, url, client, client}, errc::original_doubled, "X-Real-IP"},
        {{method, url, {"X-Real-IP", ""}}, errc::original_missing, "X-Real-IP"},
    };
    for (std::size_t i = 0; i != rows_of_fields.size(); ++i) {
        const auto& [headers, reason, field] = rows_of_fields[i];
        const test::request request(headers);
        resolve::original_request found;
        const unreadable read = find_dialect("ingress-nginx")->read(request.head(), "", found);
        EXPECT_EQ(read.reason, reason == errc{} ? error_code() : make_error_code(reason)) << i;
        EXPECT_EQ(read.field, field) << i;
    }
}

TEST(Dialect, TellsWhatTheProxySaid)
{
    const test::request request(test::forwarded());
    resolve::original_request original;
    ASSERT_FALSE(find_dialect("nginx")->read(request.head(), "", original).reason);
    EXPECT_EQ(original.method, "GET");
    EXPECT_EQ(original.uri, "/orders?page=2");
    EXPECT_EQ(original.host, "app.test");
    EXPECT_EQ(original.scheme, "https");
    EXPECT_EQ(original.client, "192.0.2.7");
}

TEST(Dialect, OfAuthgearAsksAboutTheCredentialAlone)
{
    const test::request request(test::forwarded());
    resolve::original_request original;
    EXPECT_FALSE(find_dialect("authgear")->read(request.head(), "", original).reason);
    EXPECT_EQ(original.method, "");
}

TEST(Dialect, IsFoundByItsName)
{
    EXPECT_EQ(find_dialect("Nginx"), nullptr);
    EXPECT_EQ(find_dialect(""), nullptr);
    for (const dialect* each : dialects())
        EXPECT_EQ(find_dialect(each->name), each);
}

} // namespace
} // namespace postern::dialect
