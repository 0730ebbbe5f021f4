// The page in docs/ is what the parser says. POSTERN_WRITE_DOCS=1 writes it anew.
#include <postern/cli/run.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace postern::cli {
namespace {

const char* const path = POSTERN_SOURCE_DIR "/docs/commands.md";

TEST(CommandsPage, IsTheCommittedOne)
{
    if (std::getenv("POSTERN_WRITE_DOCS") != nullptr)
        std::ofstream(path) << commands_page();
    std::ostringstream committed;
    committed << std::ifstream(path).rdbuf();
    EXPECT_EQ(committed.str(), commands_page())
        << "a command has changed: run this test with POSTERN_WRITE_DOCS=1";
}

} // namespace
} // namespace postern::cli
