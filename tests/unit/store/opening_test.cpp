// The files that the store opens, and its errors for the others, which it does not change.
#include <gtest/gtest.h>

#include <fstream>
#include <sqlite3.h>
#include <support/store_file.hpp>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace postern::store {
namespace {

using std::filesystem::path;

void write(const path& to, const std::string& text)
{
    std::ofstream(to, std::ios::binary) << text;
}

std::string read(const path& from)
{
    std::ifstream file(from, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void run_sql(const path& file, const char* sql)
{
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sql;
    sqlite3_close(handle);
}

void make_ours(const path& file)
{
    test::manual_clock clock{time_point()};
    open_sqlite({file}, clock).value();
}

struct row
{
    const char* name;
    void (*make)(const path&);
    error_code expected;
};

const row rows[] = {
    {"no file", [](const path&) {}, {}},
    {"an empty file", [](const path& file) { write(file, ""); }, {}},
    {"an empty database", [](const path& file) { run_sql(file, "VACUUM"); }, {}},
    {"our own", make_ours, {}},
    {"a folder", [](const path& file) { std::filesystem::create_directory(file); },
     errc::cannot_open},
    {"a pipe", [](const path& file) { ::mkfifo(file.c_str(), 0600); }, errc::cannot_open},
    {"a text", [](const path& file) { write(file, "issuers: []\n"); }, errc::foreign},
    {"the beginning of a database", [](const path& file) { write(file, "SQLite for"); },
     errc::foreign},
    {"another program's database",
     [](const path& file) { run_sql(file, "CREATE TABLE t (x); PRAGMA application_id = 7"); },
     errc::foreign},
    {"a database without an owner", [](const path& file) { run_sql(file, "CREATE TABLE t (x)"); },
     errc::foreign},
    {"a later version",
     [](const path& file) {
         make_ours(file);
         run_sql(file, "PRAGMA user_version = 99");
     },
     errc::newer},
    {"no version at all",
     [](const path& file) {
         make_ours(file);
         run_sql(file, "PRAGMA user_version = -1");
     },
     errc::corrupt},
};

TEST(Opening, OpensOnlyItsOwnFiles)
{
    test::manual_clock clock{time_point()};
    for (const row& r : rows) {
        const test::temporary_folder folder;
        const path file = folder.path() / "test.db";
        r.make(file);
        const std::string before =
            r.expected && std::filesystem::is_regular_file(file) ? read(file) : "";
        const auto opened = open_sqlite({file}, clock);
        EXPECT_EQ(opened ? error_code() : opened.error(), r.expected) << r.name;
        if (!before.empty()) {
            EXPECT_EQ(read(file), before) << r.name;
        }
    }
}

TEST(Opening, NeedsItsFolder)
{
    test::manual_clock clock{time_point()};
    const test::temporary_folder folder;
    const auto opened = open_sqlite({folder.path() / "none" / "test.db"}, clock);
    EXPECT_EQ(opened.error(), make_error_code(errc::cannot_open));
}

TEST(Opening, MakesAFileThatOnlyItsOwnerCanRead)
{
    const test::temporary_folder folder;
    const auto mask = ::umask(0);
    make_ours(folder.path() / "test.db");
    ::umask(mask);
    struct stat status;
    ASSERT_EQ(::stat((folder.path() / "test.db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

// Another process, which opens the file when it is told to. It is forked before the file is opened,
// because in a child SQLite believes that it has the locks of its parent.
class another_process
{
public:
    explicit another_process(const path& file)
    {
        EXPECT_EQ(::pipe(asked_), 0);
        EXPECT_EQ(::pipe(answered_), 0);
        process_ = ::fork();
        if (process_ == 0)
            answer(file);
    }
    ~another_process()
    {
        ::close(asked_[1]);
        ::waitpid(process_, nullptr, 0);
        for (const int each : {asked_[0], answered_[0], answered_[1]})
            ::close(each);
    }
    another_process(const another_process&) = delete;
    another_process& operator=(const another_process&) = delete;

    // The errc, or 0 if it opened the file.
    int opens() const
    {
        char found = -1;
        EXPECT_EQ(::write(asked_[1], "?", 1), 1);
        EXPECT_EQ(::read(answered_[0], &found, 1), 1);
        return found;
    }

private:
    [[noreturn]] void answer(const path& file) const
    {
        test::manual_clock clock{time_point()};
        ::close(asked_[1]);
        for (char question = 0; ::read(asked_[0], &question, 1) == 1;) {
            const auto opened = open_sqlite({file}, clock);
            const auto found = static_cast<char>(opened ? 0 : opened.error().value());
            if (::write(answered_[1], &found, 1) != 1)
                break;
        }
        ::_exit(0);
    }

    int asked_[2] = {-1, -1}, answered_[2] = {-1, -1};
    pid_t process_ = -1;
};

TEST(Opening, RefusesASecondProcess)
{
    const test::temporary_folder folder;
    const path file = folder.path() / "test.db";
    const another_process other(file);
    test::manual_clock clock{time_point()};
    for (const bool exists : {false, true}) {
        const auto opened = open_sqlite({file}, clock);
        ASSERT_TRUE(opened) << exists;
        EXPECT_EQ(other.opens(), static_cast<int>(errc::in_use)) << exists;
    }
    EXPECT_EQ(other.opens(), 0);
}

// The second engine must not release the lock of the first one.
TEST(Opening, RefusesASecondEngineOfTheProcess)
{
    const test::temporary_folder folder;
    const path file = folder.path() / "test.db";
    const another_process other(file);
    test::manual_clock clock{time_point()};
    const auto first = open_sqlite({file}, clock);
    ASSERT_TRUE(first);
    EXPECT_EQ(open_sqlite({file}, clock).error(), make_error_code(errc::in_use));
    EXPECT_EQ(other.opens(), static_cast<int>(errc::in_use));
}

// Root may write everywhere, so a child tries it as the user nobody.
TEST(Opening, ReportsAFileThatItMayNotWrite)
{
    if (::geteuid() != 0)
        GTEST_SKIP() << "only root can become nobody";
    test::manual_clock clock{time_point()};
    for (const bool exists : {false, true}) {
        const test::temporary_folder folder;
        const path file = folder.path() / "test.db";
        if (exists)
            make_ours(file);
        std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
        const pid_t other = ::fork();
        if (other == 0) {
            if (::setuid(65534) != 0)
                ::_exit(2);
            const auto opened = open_sqlite({file}, clock);
            ::_exit(!opened && opened.error() == make_error_code(errc::not_writable) ? 0 : 1);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(other, &status, 0), other);
        EXPECT_EQ(status, 0) << exists;
    }
}

} // namespace
} // namespace postern::store
