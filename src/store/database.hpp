// SQLite, owned: a connection, its statements, and what went wrong in the words of this room.
#pragma once

#include <postern/store/error.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace postern::store {

// An SQLite result code (SQLITE_FULL, ...) as a failed call sees it.
errc call_error(int sqlite_code) noexcept;

class database
{
public:
    // The file must exist. Nobody else can have it from the first access on.
    static result<database> open(const std::filesystem::path& file);

    // Statements without parameters and rows.
    error_code run(const char* sql) noexcept;

    // The first column of the first row, as a number; 0 without a row.
    result<std::int64_t> number(const char* sql) noexcept;
    result<std::string> text(const char* sql);

    // The first octets of the file; fewer if it is shorter.
    result<std::string> beginning(std::size_t count) const;

    // Whether a transaction that was begun is still there: some errors end it.
    bool in_transaction() const noexcept { return sqlite3_get_autocommit(handle_.get()) == 0; }
    std::int64_t changed_rows() const noexcept { return sqlite3_changes64(handle_.get()); }
    sqlite3* native() const noexcept { return handle_.get(); }

    // Until it is kept, closing changes nothing on the disk; afterwards it empties the log.
    void keep() noexcept;

    // Where the write-ahead log is, or would be.
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

    // One use: binds, steps, reads. The parameters count from 1, the columns from 0. What is bound
    // must live as long as the use.
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
