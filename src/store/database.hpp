// Owners of an SQLite connection and its statements. SQLite's errors become errors of this room.
#pragma once

#include <postern/store/error.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace postern::store {

// Maps a result code of SQLite (SQLITE_FULL, ...) to the error of a call.
errc call_error(int sqlite_code) noexcept;

class database
{
public:
    // The file must exist. It is locked from the first access on.
    static result<database> open(const std::filesystem::path& file);

    // Runs statements without parameters and without rows.
    error_code run(const char* sql) noexcept;

    // The first column of the first row, as a number; 0 without a row.
    result<std::int64_t> number(const char* sql) noexcept;
    result<std::string> text(const char* sql);

    // The first octets of the file; fewer if it is shorter.
    result<std::string> beginning(std::size_t count) const;

    // Whether a transaction is open. Some errors end it.
    bool in_transaction() const noexcept { return sqlite3_get_autocommit(handle_.get()) == 0; }
    std::int64_t changed_rows() const noexcept { return sqlite3_changes64(handle_.get()); }
    sqlite3* native() const noexcept { return handle_.get(); }

    // From now on closing writes the log into the file. Before, closing changes nothing on the
    // disk.
    void keep() noexcept;

    // The path of the write-ahead log, which need not exist.
    std::filesystem::path log() const;

private:
    struct closer
    {
        void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
    };
    std::unique_ptr<sqlite3, closer> handle_;
};

enum class step_outcome
{
    row,
    done // there is no further row
};

// A prepared statement, kept for the life of the connection.
class statement
{
public:
    statement(const database&, std::string_view sql); // throws std::logic_error for bad SQL

    // One execution: bind the parameters in order, then call step() and read the columns, which are
    // numbered from 0. Bound octets must live as long as this object.
    class use
    {
    public:
        explicit use(statement& of) noexcept : statement_(of.handle_.get()) {}
        ~use();
        use(const use&) = delete;
        use& operator=(const use&) = delete;

        use& bind(std::string_view octets) noexcept;
        use& bind(std::int64_t) noexcept;

        result<step_outcome> step() noexcept;

        std::string_view octets(int column) const noexcept;
        std::int64_t number(int column) const noexcept;

    private:
        sqlite3_stmt* statement_;
        int next_ = 1;
        int failed_ = SQLITE_OK;
    };

private:
    struct closer
    {
        void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
    };
    std::unique_ptr<sqlite3_stmt, closer> handle_;
};

} // namespace postern::store
