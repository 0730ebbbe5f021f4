#include "process.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace postern::app {
namespace {

using config::configuration;

struct row
{
    const char* key; // empty: a reload can change it
    std::function<void(configuration&)> change;
};

const row rows[] = {
    {"", [](configuration&) {}},
    {"", [](configuration& c) { c.log.level = log::level::debug; }},
    {"", [](configuration& c) { c.resolver.deadline = std::chrono::milliseconds(1); }},
    {"", [](configuration& c) { c.memory.verdicts = 1; }},
    {"", [](configuration& c) { c.identity.prefix = "X-Id-"; }},
    {"", [](configuration& c) { c.store->timeout = std::chrono::milliseconds(7); }},
    {"resolver.listen", [](configuration& c) { c.resolver.listener.listen.clear(); }},
    {"resolver.limits", [](configuration& c) { c.resolver.listener.head.fields = 7; }},
    {"resolver.limits", [](configuration& c) { c.resolver.listener.connections = 7; }},
    {"resolver.threads", [](configuration& c) { c.resolver.threads = 7; }},
    {"crypto", [](configuration& c) { c.crypto.queue = 7; }},
    {"admin.listen", [](configuration& c) { c.admin.listen.clear(); }},
    {"admin.token", [](configuration& c) { c.admin.token = secret("another"); }},
    {"store", [](configuration& c) { c.store->sqlite.path = "another.db"; }},
    {"store", [](configuration& c) { c.store.reset(); }},
    {"log.format", [](configuration& c) { c.log.format = log::format::json; }},
};

TEST(NeedingRestart, NamesWhatAReloadCannotChange)
{
    for (const row& r : rows) {
        configuration fresh;
        r.change(fresh);
        std::vector<std::string_view> expected;
        if (*r.key != '\0')
            expected.emplace_back(r.key);
        EXPECT_EQ(needing_restart(configuration(), fresh), expected) << r.key;
    }
}

TEST(ReportConfiguration, CountsTheKeysOfTheIssuersInForce)
{
    metrics::registry counted;
    configuration one;
    one.issuers.emplace_back();
    one.issuers.back().profile.name = "one";
    configuration two = one;
    two.issuers.back().profile.name = "two";
    report_configuration(counted, nullptr, one);
    EXPECT_NE(counted.text().find("postern_keys{issuer=\"one\"} 0"), std::string::npos);
    report_configuration(counted, &one, two);
    EXPECT_EQ(counted.text().find("issuer=\"one\""), std::string::npos);
    EXPECT_NE(counted.text().find("postern_keys{issuer=\"two\"} 0"), std::string::npos);
}

} // namespace
} // namespace postern::app
