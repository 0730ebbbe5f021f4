#include <postern/check/service_config.hpp>

#include "check_fixture.hpp"

#include <gtest/gtest.h>

namespace postern::check {
namespace {

constexpr dialect::dialect exact{.name = "exact", .summary = ""};
constexpr dialect::dialect prefix{.name = "prefix", .summary = "", .is_prefix = true};

struct row
{
    const char* asked;
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
        const http_endpoint* found = fixture.config->find(r.asked);
        const char* path = found == nullptr ? nullptr : found->endpoint().path().c_str();
        EXPECT_STREQ(path, r.found) << r.asked;
    }
}

} // namespace
} // namespace postern::check
