// No room left: what was acknowledged stays, what does not fit is refused, and it goes on when
// there is room again.
#include <gtest/gtest.h>

#include <fstream>
#include <support/store_file.hpp>
#include <sys/mount.h>

namespace postern::store {
namespace {

// A file system of one megabyte.
class small_disk
{
public:
    small_disk() : mounted_(::mount("none", at_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
    ~small_disk()
    {
        if (mounted_)
            ::umount2(at_.path().c_str(), MNT_DETACH);
    }
    bool is_there() const { return mounted_; }
    const std::filesystem::path& path() const { return at_.path(); }

private:
    test::temporary_folder at_;
    bool mounted_;
};

TEST(FullDisk, LosesNothingThatWasAcknowledged)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    const std::filesystem::path ballast = disk.path() / "ballast";
    std::ofstream(ballast) << std::string(200'000, 'b');
    test::manual_clock clock{time_point()};
    auto opened = std::move(open_sqlite({disk.path() / "test.db"}, clock).value());
    std::vector<std::string> told;
    opened->subscribe([&](const change& what) { told.push_back(what.key->id); });
    test::store_caller caller(*opened);

    int kept = 0;
    error_code refused;
    for (; !refused && kept != 10'000; ++kept) {
        const auto done =
            caller.put({"session", std::to_string(kept)}, {std::string(1000, 'v'), never, {}});
        if (!done)
            refused = done.error();
    }
    --kept; // the one that did not fit
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

    std::filesystem::remove(ballast);
    EXPECT_TRUE(caller.create({"session", "later"}, {"v", never, {}}).value());
    EXPECT_FALSE(opened->health());
    opened.reset();
    opened = std::move(open_sqlite({disk.path() / "test.db"}, clock).value());
    test::store_caller again(*opened);
    EXPECT_TRUE(again.get({"session", "later"}).value());
    EXPECT_TRUE(again.get({"session", "0"}).value());
    EXPECT_TRUE(again.get({"session", std::to_string(kept - 1)}).value());
}

TEST(FullDisk, IsNoPlaceToBegin)
{
    const small_disk disk;
    if (!disk.is_there())
        GTEST_SKIP() << "mounting is not allowed here";
    std::ofstream(disk.path() / "ballast") << std::string(2'000'000, 'b');
    test::manual_clock clock{time_point()};
    EXPECT_FALSE(open_sqlite({disk.path() / "test.db"}, clock));
}

} // namespace
} // namespace postern::store
