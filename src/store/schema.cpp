#include "schema.hpp"

#include <postern/base/unique_fd.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace postern::store {
namespace {

// "Pstn": what file(1) and we know our files by.
constexpr std::int64_t application_id = 0x5073746e;

// From version n to n + 1. Steps are only ever added.
constexpr std::array<const char*, 1> migrations{
    // `checksum` is of all other columns: a flipped bit must not make another record.
    "CREATE TABLE records (kind BLOB NOT NULL, id BLOB NOT NULL, owner BLOB NOT NULL,"
    " expires INTEGER NOT NULL, value BLOB NOT NULL, checksum BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID, STRICT;"
    "CREATE INDEX records_by_owner ON records (kind, owner, id);"
    "CREATE INDEX records_by_expiry ON records (expires);",
};

errc from_errno(int number)
{
    return number == EROFS || number == EACCES || number == EPERM ? errc::not_writable
                                                                  : errc::cannot_open;
}

// SQLite would take an empty file, or none, for a new database, and anything else for a broken one.
error_code examine(const std::filesystem::path& path)
{
    const unique_fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!file)
        return from_errno(errno);
    struct stat status;
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return errc::cannot_open;
    constexpr std::string_view magic("SQLite format 3\0", 16);
    std::array<char, magic.size()> head{};
    const auto count = ::read(file.get(), head.data(), head.size());
    if (count < 0)
        return errc::cannot_open;
    if (count != 0 && std::string_view(head.data(), head.size()) != magic)
        return errc::foreign;
    // The write-ahead log stands beside it.
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    return ::access(folder.c_str(), W_OK) == 0 ? error_code() : from_errno(errno);
}

error_code as_refusal(const error_code& failed)
{
    return failed == make_error_code(errc::broken) ? make_error_code(errc::corrupt) : failed;
}

// Ours, or nobody's yet.
error_code check_owner(database& file)
{
    const auto id = file.number("PRAGMA application_id");
    if (!id)
        return as_refusal(id.error());
    if (*id == application_id)
        return {};
    const auto tables = file.number("SELECT count(*) FROM sqlite_schema");
    if (!tables)
        return as_refusal(tables.error());
    return *id == 0 && *tables == 0 ? error_code() : errc::foreign;
}

error_code check_structure(database& file)
{
    const auto found = file.text("PRAGMA quick_check(1)");
    if (!found)
        return as_refusal(found.error());
    return *found == "ok" ? error_code() : errc::corrupt;
}

error_code take(database& file)
{
    for (const char* sql :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA temp_store = MEMORY",
          "PRAGMA cell_size_check = ON", "PRAGMA wal_autocheckpoint = 2000"})
        if (const error_code failed = file.run(sql))
            return as_refusal(failed);
    return {};
}

error_code migrate(database& file, std::size_t version)
{
    std::string steps = "BEGIN EXCLUSIVE;";
    for (std::size_t step = version; step != migrations.size(); ++step)
        steps += migrations[step];
    steps += "PRAGMA application_id = " + std::to_string(application_id) + ';';
    steps += "PRAGMA user_version = " + std::to_string(migrations.size()) + ";COMMIT";
    return as_refusal(file.run(steps.c_str()));
}

error_code prepare(database& file)
{
    // First of all: whoever has the file keeps it, and nobody else can even read it.
    if (const error_code failed = file.run("PRAGMA locking_mode = EXCLUSIVE"))
        return as_refusal(failed);
    if (const error_code refused = check_owner(file))
        return refused;
    const auto version = file.number("PRAGMA user_version");
    if (!version)
        return as_refusal(version.error());
    if (*version > static_cast<std::int64_t>(migrations.size()))
        return errc::newer;
    if (const error_code broken = check_structure(file))
        return broken;
    if (const error_code failed = take(file))
        return failed;
    return migrate(file, static_cast<std::size_t>(*version));
}

} // namespace

result<database> open_file(const std::filesystem::path& path)
{
    if (const error_code refused = examine(path))
        return refused;
    auto file = database::open(path);
    if (!file)
        return file.error();
    if (const error_code refused = prepare(*file))
        return refused;
    return file;
}

} // namespace postern::store
