// A configuration that is ready to answer checks.
#include <postern/app/version.hpp>

#include "service_config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <support/issuer.hpp>
#include <thread>

namespace postern::app {
namespace {

config::configuration usual()
{
    config::configuration options;
    options.endpoints = check::default_endpoints();
    return options;
}

TEST(WorkerCount, IsTheConfiguredOneOrThatOfTheProcessors)
{
    config::configuration options;
    options.resolver.threads = 3;
    EXPECT_EQ(worker_count(options), 3U);
    options.resolver.threads = 0;
    EXPECT_EQ(worker_count(options), std::max(1U, std::thread::hardware_concurrency()));
}

TEST(ServiceConfig, HasTheEndpointsOfTheConfiguration)
{
    config::configuration options = usual();
    options.endpoints.resize(1);
    options.endpoints[0].path = "/authz/orders";
    const auto made = make_service_config(options, {postern::test::issuer()}, 1);
    EXPECT_EQ(made->size(), 1U);
    EXPECT_NE(made->find("/authz/orders"), nullptr);
    EXPECT_EQ(made->find("/authz/nginx"), nullptr);
}

TEST(ServiceConfig, RefusesAConfigurationThatWasNotChecked)
{
    const auto twice = {postern::test::issuer(), postern::test::issuer()};
    EXPECT_THROW(make_service_config(usual(), twice, 1), std::logic_error);
}

TEST(Version, IsThreeNumbers)
{
    const std::string_view text = version();
    EXPECT_EQ(std::ranges::count(text, '.'), 2);
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c == '.' || (c >= '0' && c <= '9'); })
    ) << text;
}

} // namespace
} // namespace postern::app
