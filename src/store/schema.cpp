#include "schema.hpp"

#include <postern/base/unique_fd.hpp>

#include "checks.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace postern::store {
namespace {

// The steps from version n to n + 1. A step that was released is never changed.
constexpr std::array<const char*, 1> migrations{
    // `checksum` covers all other columns, so that a flipped bit is noticed.
    "CREATE TABLE records (kind BLOB NOT NULL, id BLOB NOT NULL, owner BLOB NOT NULL,"
    " expires INTEGER NOT NULL, value BLOB NOT NULL, checksum BLOB NOT NULL,"
    " PRIMARY KEY (kind, id)) WITHOUT ROWID, STRICT;"
    "CREATE INDEX records_by_owner ON records (kind, owner, id);"
    "CREATE INDEX records_by_expiry ON records (expires);",
};
static_assert(migrations.size() == newest);

errc from_errno(int number)
{
    switch (number) {
    case EROFS:
    case EACCES:
    case EPERM:
        return errc::not_writable;
    case ENOSPC:
    case EDQUOT:
        return errc::no_room;
    default:
        return errc::cannot_open;
    }
}

// Makes the file here, because SQLite would make one that everybody can read. A file that exists is
// not opened: to close it again would release the locks of another engine in this process.
error_code make(const std::filesystem::path& path)
{
    const unique_fd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    return file ? error_code() : from_errno(errno);
}

error_code examine(const std::filesystem::path& path)
{
    struct stat status;
    // A missing file is made. A file that exists must be a regular one.
    if (::stat(path.c_str(), &status) != 0)
        return errno == ENOENT ? make(path) : from_errno(errno);
    if (!S_ISREG(status.st_mode))
        return errc::cannot_open;
    // The service must be able to write to the folder, too, because SQLite makes the write-ahead
    // log in it.
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    for (const std::filesystem::path& each : {path, folder})
        if (::faccessat(AT_FDCWD, each.c_str(), R_OK | W_OK, AT_EACCESS) != 0)
            return from_errno(errno);
    return {};
}

// FULL makes each commit durable before it returns. cell_size_check finds some kinds of damage when
// a page is read.
error_code set_up(database& file)
{
    for (const char* sql :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA temp_store = MEMORY",
          "PRAGMA cell_size_check = ON", "PRAGMA wal_autocheckpoint = 2000"})
        if (const error_code failed = file.run(sql))
            return as_refusal(failed);
    return {};
}

// Writes nothing if the schema is current, so that the service can start on a full disk.
error_code migrate(database& file)
{
    const auto version = file.number("PRAGMA user_version");
    if (!version)
        return as_refusal(version.error());
    if (*version == newest)
        return {};
    // One transaction for all steps: if the process is killed, the file keeps its old version.
    std::string steps = "BEGIN EXCLUSIVE;";
    for (auto step = static_cast<std::size_t>(*version); step != migrations.size(); ++step)
        steps += migrations[step];
    steps += "PRAGMA application_id = " + std::to_string(application_id) + ';';
    steps += "PRAGMA user_version = " + std::to_string(newest) + ";COMMIT";
    return as_refusal(file.run(steps.c_str()));
}

error_code prepare(database& file)
{
    if (const error_code refused = check(file))
        return refused;
    if (const error_code failed = set_up(file))
        return failed;
    return migrate(file);
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
    // The file is ours, so closing may write to it from now on.
    file->keep();
    return file;
}

} // namespace postern::store
