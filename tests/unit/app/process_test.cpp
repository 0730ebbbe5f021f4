#include "process.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <support/recording_logger.hpp>

namespace postern::app {
namespace {

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

} // namespace
} // namespace postern::app
