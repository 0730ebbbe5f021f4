// A full disk: acknowledged records stay, further ones are refused, and writes succeed again when
// there is room.
#include <gtest/gtest.h>

#include <fstream>
#include <support/store_file.hpp>
#include <sys/mount.h>
#include <thread>

namespace postern::store {
namespace {

// A file system of one megabyte.
class small_disk
{
public:
    small_disk() : mounted_(::mount("none", at_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
    // The default fills it completely.
    void fill(std::size_t octets = 2'000'000) const
    {
        std::ofstream(ballast()) << std::string(octets, 'b');
    }
    void make_room() const { std::filesystem::remove(ballast()); }
    ~small_disk()
    {
        if (mounted_)
            ::umount2(at_.path().c_str(), MNT_DETACH);
    }
    bool is_there() const { return mounted_; }
    const std::filesystem::path& path() const { return at_.path(); }
    std::filesystem::path file() const { return path() / "test.db"; }

private:
    std::filesystem::path ballast() const { return path() / "ballast"; }

    test::temporary_folder at_;
    bool mounted_;
};

TEST(FullDisk, LosesNothingThatWasAcknowledged)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    disk.fill(200'000);
    test::manual_clock clock{time_point()};
    auto opened = open_sqlite({disk.file()}, clock).value();
    std::vector<std::string> told;
    test::listen(*opened, [&](const key& what) { told.push_back(what.id); });
    test::store_caller caller(*opened);

    int kept = 0;
    error_code refused;
    for (; !refused && kept != 10'000; ++kept) {
        const auto done =
            caller.put({"session", std::to_string(kept)}, {std::string(1000, 'v'), never, {}});
        if (!done)
            refused = done.error();
    }
    --kept; // the last one was refused
    EXPECT_EQ(refused, make_error_code(errc::full));
    EXPECT_GT(kept, 10);
    EXPECT_EQ(opened->health(), make_error_code(errc::full));
    EXPECT_EQ(told.size(), static_cast<std::size_t>(kept));
    const auto all_there = [&] {
        int there = 0;
        for (int n = 0; n != kept; ++n)
            there += caller.get({"session", std::to_string(n)}).value() ? 1 : 0;
        return there == kept && !caller.get({"session", std::to_string(kept)}).value();
    };
    EXPECT_TRUE(all_there());

    disk.make_room();
    EXPECT_EQ(caller.create({"session", "later"}, {"v", never, {}}).value(), write_outcome::done);
    EXPECT_FALSE(opened->health());
    opened.reset();
    opened = open_sqlite({disk.file()}, clock).value();
    test::store_caller again(*opened);
    EXPECT_TRUE(again.get({"session", "later"}).value());
    EXPECT_TRUE(again.get({"session", "0"}).value());
    EXPECT_TRUE(again.get({"session", std::to_string(kept - 1)}).value());
}

// While the service is not ready, nobody may send a write.
TEST(FullDisk, IsHealthyAgainWithoutAWriteOfAClient)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    test::manual_clock clock{time_point()};
    const auto opened = open_sqlite({disk.file()}, clock).value();
    test::store_caller caller(*opened);
    caller.put({"session", "a"}, {"v", never, {}}).value();
    disk.fill();
    while (caller.put({"session", "a"}, {std::string(1000, 'v'), never, {}}))
        ;
    for (int n = 0; n != 15; ++n) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        EXPECT_EQ(opened->health(), make_error_code(errc::full));
    }
    disk.make_room();
    for (int n = 0; n != 100 && opened->health(); ++n)
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_FALSE(opened->health());
    EXPECT_TRUE(caller.list("trial", 10).value().entries.empty());
}

TEST(FullDisk, DoesNotKeepAFileFromBeingOpened)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    test::manual_clock clock{time_point()};
    {
        const auto opened = open_sqlite({disk.file()}, clock).value();
        test::store_caller(*opened).put({"session", "a"}, {"v", never, {}}).value();
        disk.fill();
    }
    const auto opened = open_sqlite({disk.file()}, clock);
    ASSERT_TRUE(opened) << opened.error().message();
    test::store_caller caller(**opened);
    EXPECT_TRUE(caller.get({"session", "a"}).value());
    const auto refused = caller.put({"session", "b"}, {std::string(9000, 'v'), never, {}});
    EXPECT_EQ(refused.error(), make_error_code(errc::full));
    disk.make_room();
    EXPECT_TRUE(caller.put({"session", "b"}, {"v", never, {}}));
}

TEST(FullDisk, RefusesToMakeAFile)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    disk.fill();
    test::manual_clock clock{time_point()};
    EXPECT_EQ(open_sqlite({disk.file()}, clock).error(), make_error_code(errc::no_room));
}

} // namespace
} // namespace postern::store
