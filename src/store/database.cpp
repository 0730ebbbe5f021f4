#include "database.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace postern::store {

// The low octet is the primary code. The rest of an extended code only has details.
errc call_error(int sqlite_code) noexcept
{
    switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
        return errc::full;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return errc::broken;
    default:
        return errc::failed;
    }
}

result<database> database::open(const std::filesystem::path& file)
{
    sqlite3* made = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file.c_str(), &made, flags, nullptr);
    // SQLite makes a connection even if it fails. It must be closed, too.
    database opened;
    opened.handle_.reset(made);
    if (code != SQLITE_OK)
        return errc::cannot_open;
    // Until keep() is called, closing must not change a file that may belong to another program.
    sqlite3_db_config(made, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // A damaged or hostile file must do no harm: no SQL can write to the internal tables, and the
    // schema cannot call unsafe functions.
    sqlite3_db_config(made, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(made, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // A process that uses the file keeps it, so it is useless to wait for the lock.
    sqlite3_busy_timeout(made, 0);
    return opened;
}

void database::keep() noexcept
{
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

// Asks SQLite for the name, because SQLite resolves symbolic links.
std::filesystem::path database::log() const
{
    return sqlite3_filename_wal(sqlite3_db_filename(handle_.get(), "main"));
}

error_code database::run(const char* sql) noexcept
{
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code == SQLITE_OK)
        return {};
    return (code & 0xff) == SQLITE_BUSY ? errc::in_use : call_error(code);
}

result<std::int64_t> database::number(const char* sql) noexcept
{
    const auto found = text(sql);
    if (!found)
        return found.error();
    return found->empty() ? 0 : std::strtoll(found->c_str(), nullptr, 10);
}

result<std::string> database::text(const char* sql)
{
    std::string found;
    // SQLite calls this for each row. The result 0 means that it goes on.
    const auto keep = [](void* into, int, char** values, char**) {
        if (values[0] != nullptr)
            *static_cast<std::string*>(into) = values[0];
        return 0;
    };
    const int code = sqlite3_exec(handle_.get(), sql, keep, &found, nullptr);
    if (code != SQLITE_OK)
        return (code & 0xff) == SQLITE_BUSY ? errc::in_use : call_error(code);
    return found;
}

// Reads with SQLite's own descriptor. If the process closed another descriptor of the same file,
// the locks of SQLite would be released (fcntl(2)).
result<std::string> database::beginning(std::size_t count) const
{
    sqlite3_file* file = nullptr;
    sqlite3_int64 size = 0;
    sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
    if (const int code = file->pMethods->xFileSize(file, &size))
        return call_error(code);
    // xRead reports an error if it reaches the end of the file, so limit the count.
    std::string octets(std::min(count, static_cast<std::size_t>(size)), '\0');
    const int code = file->pMethods->xRead(file, octets.data(), static_cast<int>(octets.size()), 0);
    if (code != SQLITE_OK)
        return call_error(code);
    return octets;
}

statement::statement(const database& in, std::string_view sql)
{
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(
        in.native(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
        nullptr
    );
    handle_.reset(made);
    if (code != SQLITE_OK)
        throw std::logic_error(std::string("SQL: ") + sqlite3_errmsg(in.native()));
}

statement::use::~use()
{
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

// SQLite binds NULL for a null pointer, so an empty view needs another pointer.
statement::use& statement::use::bind(std::string_view octets) noexcept
{
    const char* data = octets.empty() ? "" : octets.data();
    const int code = sqlite3_bind_blob64(statement_, next_++, data, octets.size(), SQLITE_STATIC);
    failed_ = failed_ != SQLITE_OK ? failed_ : code;
    return *this;
}

statement::use& statement::use::bind(std::int64_t number) noexcept
{
    // Keep the first error. step() returns it.
    const int code = sqlite3_bind_int64(statement_, next_++, number);
    failed_ = failed_ != SQLITE_OK ? failed_ : code;
    return *this;
}

result<step_outcome> statement::use::step() noexcept
{
    const int code = failed_ != SQLITE_OK ? failed_ : sqlite3_step(statement_);
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return code == SQLITE_ROW ? step_outcome::row : step_outcome::done;
    return call_error(code);
}

std::string_view statement::use::octets(int column) const noexcept
{
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::int64_t statement::use::number(int column) const noexcept
{
    return sqlite3_column_int64(statement_, column);
}

} // namespace postern::store
