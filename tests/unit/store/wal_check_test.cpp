// Logs that SQLite has written, as they are, torn by a crash, and damaged.
#include <gtest/gtest.h>

#include <fstream>
#include <sqlite3.h>
#include <support/temporary_folder.hpp>
#include <wal_check.hpp>

namespace postern::store {
namespace {

constexpr std::size_t header = 32;
constexpr std::size_t frame = 24 + 512;

// The smallest pages, so that a test can change each octet of some frames.
class writer
{
public:
    writer()
    {
        sqlite3_open(path_.c_str(), &handle_);
        run("PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;"
            "PRAGMA cache_size = 10; CREATE TABLE t (n INTEGER PRIMARY KEY, v);");
    }
    ~writer() { sqlite3_close(handle_); }
    writer(const writer&) = delete;
    writer& operator=(const writer&) = delete;

    writer& run(const std::string& sql)
    {
        EXPECT_EQ(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sql;
        return *this;
    }
    // Each is one transaction of one frame.
    writer& write(int times = 1)
    {
        for (int n = 0; n != times; ++n)
            run("INSERT OR REPLACE INTO t VALUES (1, randomblob(100))");
        return *this;
    }
    // One transaction of `pages` frames or more.
    writer& write_much(int pages, const std::string& end = "COMMIT")
    {
        run("BEGIN");
        for (int n = 0; n != pages; ++n)
            run("INSERT INTO t (v) VALUES (randomblob(400))");
        return run(end);
    }
    std::string log() const
    {
        std::ifstream file(path_ + "-wal", std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    std::size_t frames() const { return (log().size() - header) / frame; }

private:
    test::temporary_folder folder_;
    std::string path_ = folder_.path() / "t.db";
    sqlite3* handle_ = nullptr;
};

std::string flipped(std::string log, std::size_t at)
{
    log[at] ^= static_cast<char>(1U << at % 8);
    return log;
}

struct row
{
    const char* name;
    void (*make)(writer&);
};

const char restart[] = "PRAGMA wal_checkpoint(RESTART)";

const row rows[] = {
    {"a few writes", [](writer& to) { to.write(5); }},
    {"a transaction of many pages", [](writer& to) { to.write_much(30).write(); }},
    {"one that ends with it", [](writer& to) { to.write(3).write_much(30); }},
    {"begun again before an older generation",
     [](writer& to) { to.write(9).run(restart).write(3); }},
    {"begun again twice",
     [](writer& to) { to.write(9).run(restart).write(6).run(restart).write(3); }},
    {"before what was rolled back",
     [](writer& to) { to.write(3).write_much(40, "ROLLBACK").write(); }},
    {"nothing after what was rolled back",
     [](writer& to) { to.write(3).write_much(40, "ROLLBACK"); }},
};

TEST(WalCheck, AcceptsALogOfSqlite)
{
    for (const row& r : rows) {
        writer to;
        r.make(to);
        EXPECT_FALSE(is_damaged(to.log())) << r.name;
    }
}

TEST(WalCheck, AcceptsALogTornAtAnyLength)
{
    EXPECT_FALSE(is_damaged({}));
    for (const row& r : rows) {
        writer to;
        r.make(to);
        const std::string log = to.log();
        for (std::size_t length = 0; length < log.size(); length += length < 100 ? 1 : 89)
            ASSERT_FALSE(is_damaged(log.substr(0, length))) << r.name << ' ' << length;
    }
}

// The disk may write the pages of one transaction in any order.
TEST(WalCheck, AcceptsAHoleInTheLastTransaction)
{
    writer to;
    const std::size_t first = to.write(3).frames();
    const std::string log = to.write_much(30).log();
    ASSERT_GT(to.frames(), first + 20);
    for (std::size_t at = header + first * frame; at < log.size(); at += 256) {
        std::string torn = log;
        torn.replace(at, std::min<std::size_t>(512, log.size() - at), 512, '\0');
        ASSERT_FALSE(is_damaged(torn)) << at;
        ASSERT_FALSE(is_damaged(flipped(log, at))) << at;
    }
}

// In each octet of the header and of the frames before the last transaction.
TEST(WalCheck, FindsEachFlippedBit)
{
    for (const bool begun_again : {false, true}) {
        writer to;
        if (begun_again)
            to.write(20).run(restart);
        const std::string log = to.write(6).log();
        const std::size_t last = header + (begun_again ? 5 : to.frames() - 1) * frame;
        for (std::size_t at = 0; at != last; ++at)
            ASSERT_TRUE(is_damaged(flipped(log, at))) << begun_again << ' ' << at;
        EXPECT_FALSE(is_damaged(flipped(log, last + 100)));
    }
}

TEST(WalCheck, FindsAMissingTransaction)
{
    writer to;
    const std::string log = to.write(12).log();
    for (std::size_t at = 0; at + 3 * frame < log.size(); at += 97) {
        std::string zeros = log;
        EXPECT_TRUE(is_damaged(zeros.replace(at, 512, 512, '\0'))) << at;
    }
    EXPECT_TRUE(is_damaged(std::string(log.size(), '\0')));
    EXPECT_TRUE(is_damaged(std::string(log.size(), '\xff')));
}

TEST(WalCheck, FindsADamagedTransactionOfManyPagesBeforeAnother)
{
    writer to;
    const std::size_t first = to.write(3).frames();
    const std::size_t last = to.write_much(30).frames();
    const std::string log = to.write(2).log();
    for (std::size_t at = header + first * frame; at < header + last * frame; at += 67)
        ASSERT_TRUE(is_damaged(flipped(log, at))) << at;
}

} // namespace
} // namespace postern::store
