// The file: whose it is, which version it has, and how it becomes the present one.
#pragma once

#include "database.hpp"

namespace postern::store {

// "Pstn": what file(1) and we know our files by.
inline constexpr std::int64_t application_id = 0x5073746e;

// The version of the schema (PRAGMA user_version).
inline constexpr std::int64_t newest = 1;

// Makes the file if there is none, takes it for this process alone, and migrates it. Refuses what
// the second half of errc names without changing the file.
result<database> open_file(const std::filesystem::path&);

} // namespace postern::store
