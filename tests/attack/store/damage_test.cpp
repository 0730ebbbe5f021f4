// With a damaged file the store does not open, or answers an error, or the right record, or none.
// It never answers a wrong record.
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <set>
#include <support/store_file.hpp>

namespace postern::store {
namespace {

using std::filesystem::path;

constexpr int count = 400;
constexpr int owners = 7;
constexpr int erased_every = 5;

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
                caller.put(name_of(n), {value_of(n), never, std::to_string(n % owners)}).value();
            caller.put({"long", "1"}, {std::string(100'000, 'l'), never, {}}).value();
            for (int n = 0; n < count; n += erased_every)
                caller.erase(name_of(n)).value();
        }
        return read(file);
    }

    static key name_of(int n) { return {"session", std::to_string(n)}; }

    // Counts the outcomes.
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
        for (int owner = 0; owner != owners; ++owner)
            look_for_all_of(owner, caller);
    }

    // Expects an error or all records of the owner.
    void look_for_all_of(int owner, test::store_caller& caller)
    {
        std::set<std::string> expected;
        for (int n = owner; n < count; n += owners)
            if (n % erased_every != 0)
                expected.insert(std::to_string(n));
        if (const auto listed = caller.list("session", 1000, {}, std::to_string(owner))) {
            std::set<std::string> ids;
            for (const entry& each : listed->entries)
                ids.insert(each.id);
            EXPECT_EQ(ids, expected) << owner;
        }
        if (const auto gone = caller.erase_all("session", std::to_string(owner))) {
            EXPECT_EQ(std::set(gone->begin(), gone->end()), expected) << owner;
        }
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
            EXPECT_EQ((*found)->owner, std::to_string(n % owners));
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
    EXPECT_GT(all.refused, 50); // some cuts lose only an unused page
}

// Flips a bit in the header, the pointers and the cells of each page of 4096 octets.
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

// The write-ahead log of a killed process, cut or with flipped bits.
class DamageOfTheLog : public Damage
{
protected:
    DamageOfTheLog()
    {
        const path file = folder.path() / "test.db";
        const auto opened = open_sqlite({file}, clock).value();
        test::store_caller caller(*opened);
        for (int n = 0; n != writes; ++n) {
            caller.put(name_of(n), {value_of(n), never, std::to_string(n % owners)}).value();
            if (n % erased_every == 0)
                caller.erase(name_of(n)).value();
        }
        log = read(path(file).concat("-wal"));
        base = read(file);
    }

    // Opens the store with the changed log and, if that succeeds, calls `look`.
    template <class Look>
    void after_a_start_with(const std::string& hit, Look look)
    {
        const test::temporary_folder another;
        const path file = another.path() / "test.db";
        write(file, base);
        write(path(file).concat("-wal"), hit);
        if (const auto opened = open_sqlite({file}, clock)) {
            test::store_caller caller(**opened);
            look(caller);
        } else {
            EXPECT_EQ(opened.error(), make_error_code(errc::corrupt));
            EXPECT_EQ(read(path(file).concat("-wal")), hit) << "it may be repaired by hand";
            ++refused;
        }
    }

    static constexpr int writes = 60;

    const test::temporary_folder folder;
    test::manual_clock clock{time_point()};
    std::string log, base;
    int refused = 0;
};

TEST_F(DamageOfTheLog, CutShowsNoWrongRecord)
{
    for (int i = 0; i != 30; ++i)
        after_a_start_with(log.substr(0, random() % log.size()), [&](test::store_caller& caller) {
            seen all;
            for (int n = 0; n < count; n += 3)
                judge(caller.get(name_of(n)), n, all);
        });
    EXPECT_EQ(refused, 0);
}

// No write but the last one may be lost without an error, neither the creation of a session nor its
// end.
TEST_F(DamageOfTheLog, FlippedBitLosesNoWriteSilently)
{
    for (int i = 0; i != 60; ++i) {
        std::string hit = log;
        hit[random() % hit.size()] ^= static_cast<char>(1U << random() % 8);
        after_a_start_with(hit, [&](test::store_caller& caller) {
            for (int n = 0; n != writes - 1; ++n) {
                const auto found = caller.get(name_of(n)).value();
                ASSERT_EQ(found.has_value(), n % erased_every != 0) << n;
            }
        });
    }
    EXPECT_GT(refused, 0);
}

} // namespace
} // namespace postern::store
