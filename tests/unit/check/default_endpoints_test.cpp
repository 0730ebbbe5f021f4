#include <postern/check/options.hpp>

#include <gtest/gtest.h>

#include <set>

namespace postern::check {
namespace {

TEST(DefaultEndpoints, AreOneOrMoreOfEachDialect)
{
    std::set<std::string> paths;
    for (const endpoint_options& each : default_endpoints()) {
        EXPECT_TRUE(paths.insert(each.path).second) << each.path;
        EXPECT_EQ(each.rules.mode, each.dialect->mode);
        const bool enforce = each.rules.mode == resolve::mode::enforce;
        EXPECT_EQ(each.rules.on_invalid == resolve::on_invalid::stop, enforce);
        EXPECT_EQ(each.rules.tripwire == resolve::tripwire::deny, enforce);
    }
    EXPECT_EQ(
        paths, (std::set<std::string>{
                   "/resolve", "/_resolver/resolve", "/authz/nginx", "/authz/traefik",
                   "/authz/caddy", "/authz/envoy", "/authz/envoy-prefix", "/authz/haproxy",
                   "/authz/generic", "/authz/ingress-nginx", "/authz/gateway-api"})
    );
}

} // namespace
} // namespace postern::check
