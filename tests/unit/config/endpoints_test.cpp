#include <postern/check/options.hpp>

#include "workspace.hpp"

#include <gtest/gtest.h>

namespace postern::test {
namespace {

const std::string issuer = "issuers:\n  - {name: a, audience: b, keys: {jwks_file: rsa.json}}\n";

std::string paths_with(const std::string& text)
{
    const config::loaded found = shared_workspace().load(text + issuer);
    if (!found.value)
        return lines(found.errors);
    std::string paths;
    for (const check::endpoint_options& each : found.value->endpoints)
        paths += each.path + ' ';
    return paths;
}

TEST(Endpoints, KeepsTheDefaultEndpoints)
{
    const config::loaded found = shared_workspace().load(
        "endpoints: [{path: /resolve, dialect: generic}, {path: /more, dialect: nginx}]\n" + issuer
    );
    ASSERT_TRUE(found.value) << lines(found.errors);
    EXPECT_EQ(found.value->endpoints.size(), check::default_endpoints().size() + 1);
}

TEST(Endpoints, KeepsTheDefaultEndpointsThatAreWanted)
{
    const std::string all = paths_with("");
    EXPECT_EQ(paths_with("default_endpoints: all\n"), all);
    EXPECT_EQ(paths_with("default_endpoints: none\n"), "");
    EXPECT_EQ(paths_with("default_endpoints: envoy\n"), "/authz/envoy ");
    EXPECT_EQ(
        paths_with("default_endpoints: [generic, authgear]\n"),
        "/resolve /_resolver/resolve /authz/generic "
    );
    // The listed endpoints are added, wherever the list stands in the file.
    EXPECT_EQ(
        paths_with("endpoints: [{path: /a, dialect: nginx}]\ndefault_endpoints: none\n"), "/a "
    );
    // Without the default endpoint of the prefix dialect the paths below it are free.
    EXPECT_EQ(
        paths_with("default_endpoints: none\n"
                   "endpoints: [{path: /authz/envoy-prefix/a, dialect: nginx}]\n"),
        "/authz/envoy-prefix/a "
    );
}

} // namespace
} // namespace postern::test
