#include <postern/check/service_config.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

namespace postern::check {
namespace {

constexpr dialect::dialect exact{.name = "exact", .summary = ""};
constexpr dialect::dialect prefix{.name = "prefix", .summary = "", .is_prefix = true};

struct row
{
    const char* path;
    const char* found; // the path of the endpoint; null: none
};

const row rows[] = {
    {"/authz/exact", "/authz/exact"},
    {"/authz/exact/", nullptr},
    {"/authz/exact/orders", nullptr},
    {"/authz/p", "/authz/p"},
    {"/authz/p/", "/authz/p"},
    {"/authz/p/orders/7", "/authz/p"},
    {"/authz/p//x", "/authz/p"},
    {"/authz/px", nullptr},
    {"/authz/P/orders", nullptr},
    {"/authz/p/inner", "/authz/p/inner"},
    {"/authz/p/inner/x", "/authz/p/inner"},
    {"/authz/p/innerx", "/authz/p"},
    {"/authz", nullptr},
    {"/", nullptr},
    {"", nullptr},
};

TEST(ServiceConfig, FindsAnEndpointByItsPathOrItsPrefix)
{
    test::check_fixture fixture(
        {{"/authz/exact", &exact, {}}, {"/authz/p", &prefix, {}}, {"/authz/p/inner", &prefix, {}}}
    );
    for (const row& r : rows) {
        const http_endpoint* found = fixture.config->find(r.path);
        const char* found_path = found == nullptr ? nullptr : found->path().c_str();
        EXPECT_STREQ(found_path, r.found) << r.path;
    }
}

} // namespace
} // namespace postern::check
