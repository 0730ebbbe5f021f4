#include "checks.hpp"

#include "schema.hpp"
#include "wal_check.hpp"

#include <array>
#include <fstream>
#include <sstream>

namespace postern::store {
namespace {

// Comes first: it locks the file, so that no other process can read or write it.
error_code take_for_us(database& file)
{
    return as_refusal(file.run("PRAGMA locking_mode = EXCLUSIVE"));
}

// Without this check SQLite would report another kind of file as a damaged database.
error_code check_magic(database& file)
{
    constexpr std::string_view magic("SQLite format 3\0", 16);
    const auto found = file.beginning(magic.size());
    if (!found)
        return as_refusal(found.error());
    return found->empty() || *found == magic ? error_code() : errc::foreign;
}

// The file must be ours, or an empty database, which has neither an id nor a table.
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

// The log is checked after the file was locked, when no other process writes it.
error_code check_log(database& file)
{
    std::ostringstream octets;
    octets << std::ifstream(file.log(), std::ios::binary).rdbuf();
    return is_damaged(octets.view()) ? errc::corrupt : error_code();
}

// An older version is migrated later. A newer one is refused, because its schema is unknown.
error_code check_version(database& file)
{
    const auto version = file.number("PRAGMA user_version");
    if (!version)
        return as_refusal(version.error());
    if (*version < 0)
        return errc::corrupt;
    return *version > newest ? errc::newer : error_code();
}

// The full check, which includes the indices. With a damaged index erase_all() would miss a record
// of its owner, or the sweep would remove a record too early.
error_code check_structure(database& file)
{
    const auto found = file.text("PRAGMA integrity_check(1)");
    if (!found)
        return as_refusal(found.error());
    return *found == "ok" ? error_code() : errc::corrupt;
}

// The order matters: the lock comes before the log is read, and the check of the structure, which
// may take seconds, comes after the file is known to be ours.
constexpr std::array checks{take_for_us, check_magic,   check_owner,
                            check_log,   check_version, check_structure};

} // namespace

error_code check(database& file)
{
    for (const auto one : checks)
        if (const error_code refused = one(file))
            return refused;
    return {};
}

// The errors of a call become those of opening, which have their own texts for the operator.
error_code as_refusal(const error_code& failed)
{
    if (failed == make_error_code(errc::broken))
        return errc::corrupt;
    if (failed == make_error_code(errc::full))
        return errc::no_room;
    return failed == make_error_code(errc::failed) ? make_error_code(errc::cannot_open) : failed;
}

} // namespace postern::store
