// The original request of a check with a path prefix, in each dialect that has one.
#include <postern/dialect/dialect.hpp>
#include <postern/resolve/error.hpp>

#include <gtest/gtest.h>

#include <support/request.hpp>

namespace postern::dialect {
namespace {

using header = test::request::header;

struct prefix_row
{
    const char* name;
    const char* target;
    std::vector<header> headers;
    resolve::errc reason{};
    const char* uri = "";
    const char* client = "";
};

TEST(Prefixed, OriginalTargetFollowsThePrefix)
{
    using resolve::errc;
    const header host{"Host", "app.test"};
    const header scheme{"X-Forwarded-Proto", "https"};
    for (const prefix_row& row : std::vector<prefix_row>{
             {"nothing", "/authz/envoy-prefix", {host, scheme}, {}, "/"},
             {"a query alone", "/authz/envoy-prefix?a=b", {host, scheme}, {}, "/"},
             {"a slash", "/authz/envoy-prefix/", {host, scheme}, {}, "/"},
             {"raw",
              "/authz/envoy-prefix//../%2e%2e/;x?/y",
              {host, scheme},
              {},
              "//../%2e%2e/;x?/y"},
             {"the prefix again",
              "/authz/envoy-prefix/authz/envoy-prefix",
              {host, scheme},
              {},
              "/authz/envoy-prefix"},
             {"a whole URL",
              "http://app.test/authz/envoy-prefix/a",
              {host, scheme},
              errc::uri_invalid},
             {"client of a chain",
              "/authz/envoy-prefix/a",
              {host, scheme, {"X-Forwarded-For", "203.0.113.66, 192.0.2.7"}},
              {},
              "/a",
              "192.0.2.7"},
             {"client twice",
              "/authz/envoy-prefix/a",
              {host, scheme, {"X-Forwarded-For", "a"}, {"X-Forwarded-For", "b"}},
              errc::original_doubled},
             {"client empty",
              "/authz/envoy-prefix/a",
              {host, scheme, {"X-Forwarded-For", ""}},
              errc::original_missing},
             {"no scheme", "/authz/envoy-prefix/a", {host}, errc::original_missing},
             {"scheme twice",
              "/authz/envoy-prefix/a",
              {host, scheme, scheme},
              errc::original_doubled},
             {"scheme unknown",
              "/authz/envoy-prefix/a",
              {host, {"X-Forwarded-Proto", "ftp"}},
              errc::scheme_invalid},
             {"no host", "/authz/envoy-prefix/a", {scheme}, errc::original_missing},
             {"host empty",
              "/authz/envoy-prefix/a",
              {scheme, {"Host", ""}},
              errc::original_missing},
             {"host twice", "/authz/envoy-prefix/a", {scheme, host, host}, errc::original_doubled},
             {"two hosts joined",
              "/authz/envoy-prefix/a",
              {scheme, {"Host", "app.test,evil.test"}},
              errc::host_invalid},
         }) {
        for (const char* name : {"envoy-prefix", "gateway-api"}) {
            SCOPED_TRACE(std::string(row.name) + ", " + name);
            const test::request request(row.headers, row.target);
            resolve::original_request found;
            const unreadable read =
                find_dialect(name)->read(request.head(), "/authz/envoy-prefix", found);
            EXPECT_EQ(
                read.reason, row.reason == errc{} ? error_code() : make_error_code(row.reason)
            );
            EXPECT_EQ(read.field.empty(), row.reason == errc{});
            if (row.reason != errc{})
                continue;
            EXPECT_EQ(found.uri, row.uri);
            EXPECT_EQ(found.client, row.client);
        }
    }
}

} // namespace
} // namespace postern::dialect
