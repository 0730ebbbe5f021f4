// A damaged file: refused at the start, or an error, or a record that is right or absent. Never
// another record.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <support/store_file.hpp>

namespace postern::store {
namespace {

using std::filesystem::path;

constexpr int count = 400;

std::string value_of(int n)
{
    return "value " + std::to_string(n) + std::string(static_cast<std::size_t>(n % 97), 'v');
}

std::string read(const path& from)
{
    std::ifstream file(from, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write(const path& to, const std::string& octets)
{
    std::ofstream(to, std::ios::binary | std::ios::trunc) << octets;
}

class Damage : public testing::Test
{
protected:
    // A file with tables, indices, overflow pages and a free list.
    static std::string make()
    {
        const test::temporary_folder folder;
        test::manual_clock clock{time_point()};
        const path file = folder.path() / "test.db";
        {
            const auto opened = open_sqlite({file}, clock).value();
            test::store_caller caller(*opened);
            for (int n = 0; n != count; ++n)
                caller.put(name_of(n), {value_of(n), never, std::to_string(n % 7)}).value();
            caller.put({"long", "1"}, {std::string(100'000, 'l'), never, {}}).value();
            for (int n = 0; n < count; n += 5)
                caller.erase(name_of(n)).value();
        }
        return read(file);
    }

    static key name_of(int n) { return {"session", std::to_string(n)}; }

    // How often a record was right, absent or an error, or the file was refused.
    struct seen
    {
        int refused = 0, right = 0, absent = 0, errors = 0;
    };

    void look_at(const std::string& octets, seen& all)
    {
        const test::temporary_folder folder;
        const path file = folder.path() / "test.db";
        write(file, octets);
        test::manual_clock clock{time_point()};
        const auto opened = open_sqlite({file}, clock);
        if (!opened) {
            EXPECT_EQ(classify(opened.error()), failure::internal) << opened.error().message();
            ++all.refused;
            return;
        }
        test::store_caller caller(**opened);
        for (int n = 0; n < count; n += 3)
            judge(caller.get(name_of(n)), n, all);
        const auto listed = caller.list("session", 1000);
        for (const entry& each : listed ? listed->entries : std::vector<entry>())
            EXPECT_EQ(each.record.value, value_of(std::stoi(each.id)));
    }

    void judge(const result<std::optional<record>>& found, int n, seen& all)
    {
        if (!found) {
            EXPECT_EQ(classify(found.error()), failure::unavailable);
            ++all.errors;
        } else if (!*found) {
            ++all.absent;
        } else {
            EXPECT_EQ((*found)->value, value_of(n));
            EXPECT_EQ((*found)->expires, never);
            EXPECT_EQ((*found)->owner, std::to_string(n % 7));
            ++all.right;
        }
    }

    const std::string whole = make();
    std::mt19937 random{20240229};
};

TEST_F(Damage, OfAFileThatWasCut)
{
    seen all;
    for (int i = 0; i != 60; ++i)
        look_at(whole.substr(0, 1 + random() % (whole.size() - 1)), all);
    EXPECT_GT(all.refused, 50); // unless it lost a page that nothing uses
}

// 4096 octets a page: each of them is hit, in its head, its pointers and its cells.
TEST_F(Damage, OfOneBitInEachPage)
{
    seen all;
    const std::size_t pages = whole.size() / 4096;
    for (std::size_t n = 0; n != pages; ++n) {
        for (const std::size_t place : {random() % 16, 16 + random() % 400, random() % 4096}) {
            std::string flipped = whole;
            flipped[n * 4096 + place] ^= static_cast<char>(1U << random() % 8);
            look_at(flipped, all);
        }
    }
    EXPECT_GT(all.refused + all.errors, 0);
    EXPECT_GT(all.right, 0);
}

TEST_F(Damage, OfATailOfZeros)
{
    seen all;
    std::string zeros = whole;
    for (std::size_t i = zeros.size() / 2; i != zeros.size(); ++i)
        zeros[i] = '\0';
    look_at(zeros, all);
    EXPECT_EQ(all.refused, 1);
}

// A write-ahead log that was left behind by a killed process, and hit on the way.
TEST_F(Damage, OfTheLog)
{
    const test::temporary_folder folder;
    test::manual_clock clock{time_point()};
    const path file = folder.path() / "test.db";
    const path copy = folder.path() / "copy.db";
    std::string log;
    {
        const auto opened = open_sqlite({file}, clock).value();
        test::store_caller caller(*opened);
        for (int n = 0; n != count; ++n)
            caller.put(name_of(n), {value_of(n), never, std::to_string(n % 7)}).value();
        log = read(path(file).concat("-wal"));
        write(copy, read(file));
    }
    ASSERT_FALSE(log.empty());
    for (int i = 0; i != 60; ++i) {
        std::string hit = log;
        if (i % 2 == 0)
            hit[random() % hit.size()] ^= static_cast<char>(1U << random() % 8);
        else
            hit.resize(random() % hit.size());
        const path base = folder.path() / ("hit" + std::to_string(i) + ".db");
        write(base, read(copy));
        write(path(base).concat("-wal"), hit);
        const auto opened = open_sqlite({base}, clock);
        if (!opened)
            continue;
        test::store_caller caller(**opened);
        seen all;
        for (int n = 0; n < count; n += 3)
            judge(caller.get(name_of(n)), n, all);
    }
}

} // namespace
} // namespace postern::store
