#include "file_watch.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <support/temporary_folder.hpp>

namespace postern::issuers {
namespace {

TEST(FileWatch, TellsWhatHappenedToAFile)
{
    const test::temporary_folder folder;
    const auto file = folder.path() / "a", other = folder.path() / "b";
    const auto write = [](const std::filesystem::path& to, const char* text) {
        std::ofstream(to) << text;
    };
    file_watch subject({file});
    EXPECT_TRUE(subject.has_changed()); // the first time
    EXPECT_FALSE(subject.has_changed());
    write(file, "1");
    EXPECT_TRUE(subject.has_changed());
    EXPECT_FALSE(subject.has_changed());
    write(file, "22");
    EXPECT_TRUE(subject.has_changed());
    // Another file with the same size and time.
    write(other, "33");
    std::filesystem::last_write_time(other, std::filesystem::last_write_time(file));
    std::filesystem::rename(other, file);
    EXPECT_TRUE(subject.has_changed());
    std::filesystem::remove(file);
    EXPECT_TRUE(subject.has_changed());
    EXPECT_FALSE(subject.has_changed());
}

TEST(FileWatch, FollowsALinkAsKubernetesReplacesIt)
{
    const test::temporary_folder folder;
    for (const char* version : {"v1", "v2"}) {
        std::filesystem::create_directory(folder.path() / version);
        std::ofstream(folder.path() / version / "keys.json") << "same";
    }
    std::filesystem::create_directory_symlink("v1", folder.path() / "data");
    file_watch subject({folder.path() / "data" / "keys.json"});
    EXPECT_TRUE(subject.has_changed());
    std::filesystem::create_directory_symlink("v2", folder.path() / "fresh");
    std::filesystem::rename(folder.path() / "fresh", folder.path() / "data");
    EXPECT_TRUE(subject.has_changed());
}

TEST(FileWatch, WithoutFilesTellsTheFirstTimeOnly)
{
    file_watch subject({});
    EXPECT_TRUE(subject.has_changed());
    EXPECT_FALSE(subject.has_changed());
}

} // namespace
} // namespace postern::issuers
