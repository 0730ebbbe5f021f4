// The table of records: the engine's operations in SQL. Runs on the engine's thread, in the
// transaction that the engine has begun.
#pragma once

#include <postern/store/engine.hpp>

#include "database.hpp"

#include <vector>

namespace postern::store {

class table
{
public:
    table(database&, const clock&);

    result<std::optional<record>> get(const key&);
    result<write_outcome> create(const key&, const record&);
    result<client::records> get_all(const std::vector<key>&);
    result<std::optional<record>> update(const key&, const client::revision& how);
    result<std::optional<time_point>>
    extend(const key&, time_point expires, std::chrono::milliseconds step);
    result<write_outcome> erase(const key&);
    result<std::vector<std::string>> erase_all(std::string_view kind, std::string_view owner);
    result<page> list(
        std::string_view kind, const std::optional<std::string>& owner, std::string_view cursor,
        std::size_t limit
    );

    // Writes a record and erases it again, to see whether there is room for one.
    result<write_outcome> try_to_write();

    // Removes at most `most_swept` rows that have expired, and returns how many.
    static constexpr std::int64_t most_swept = 256;
    result<std::int64_t> sweep();

private:
    std::int64_t now() const;
    result<std::optional<record>> find(const key&);
    result<record> read_row(const key&, const statement::use&, int column) const;
    error_code write(const key&, const record&);

    database& file_;
    const clock& clock_;
    statement get_, write_, erase_, erase_all_, list_, list_owned_, sweep_;
};

} // namespace postern::store
