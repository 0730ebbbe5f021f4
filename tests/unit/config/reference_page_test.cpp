#include <postern/config/load.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace postern::config {
namespace {

const std::filesystem::path page =
    std::filesystem::path(POSTERN_SOURCE_DIR) / "docs/configuration.md";

TEST(ReferencePage, IsTheOneInDocs)
{
    if (std::getenv("POSTERN_WRITE_DOCS") != nullptr)
        std::ofstream(page, std::ios::binary) << reference_page();
    std::stringstream text;
    text << std::ifstream(page, std::ios::binary).rdbuf();
    EXPECT_TRUE(text.str() == reference_page())
        << "docs/configuration.md is not what the table of keys says; to write it anew: "
           "POSTERN_WRITE_DOCS=1 unit_config --gtest_filter=ReferencePage.*";
}

} // namespace
} // namespace postern::config
