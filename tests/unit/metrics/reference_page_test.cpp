// docs/metrics.md is current. With POSTERN_WRITE_DOCS=1 the test writes it first.
#include <postern/metrics/registry.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace postern::metrics {
namespace {

const char* const path = POSTERN_SOURCE_DIR "/docs/metrics.md";

TEST(ReferencePage, IsTheCommittedOne)
{
    if (std::getenv("POSTERN_WRITE_DOCS") != nullptr)
        std::ofstream(path) << reference_page();
    std::ostringstream committed;
    committed << std::ifstream(path).rdbuf();
    EXPECT_EQ(committed.str(), reference_page())
        << "the table has changed: run this test with POSTERN_WRITE_DOCS=1";
}

} // namespace
} // namespace postern::metrics
