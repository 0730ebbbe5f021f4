// The schema of the file: its version, and the migration of older versions.
#pragma once

#include "database.hpp"

namespace postern::store {

// "Pstn", the mark of our files. file(1) shows it.
inline constexpr std::int64_t application_id = 0x5073746e;

// The version of the schema (PRAGMA user_version).
inline constexpr std::int64_t newest = 1;

// Makes the file if there is none, locks it for this process, and migrates it. If it returns one of
// the errors in the second half of errc, the file was not changed.
result<database> open_file(const std::filesystem::path&);

} // namespace postern::store
