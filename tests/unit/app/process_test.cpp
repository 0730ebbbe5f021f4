#include "process.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <support/recording_logger.hpp>

namespace postern::app {
namespace {

using config::configuration;

TEST(Reporter, WritesTheTextOfAnException)
{
    postern::test::recording_logger lines;
    const auto report = reporter(lines, "app.check_failed");
    report(std::make_exception_ptr(std::runtime_error("no memory")));
    report(std::make_exception_ptr(7)); // it has no text
    EXPECT_EQ(lines.text(), "app.check_failed what=no memory\napp.check_failed\n");
}

TEST(AuditWriter, WritesALineForEachChange)
{
    postern::test::recording_logger lines;
    audit_writer(lines)({"session.end", "an-id", "done", "127.0.0.1:4711"});
    EXPECT_EQ(
        lines.text(),
        "admin.change client=127.0.0.1:4711 action=session.end target=an-id outcome=done\n"
    );
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
