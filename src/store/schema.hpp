// The file: whose it is, which version it has, and how it becomes the present one.
#pragma once

#include "database.hpp"

namespace postern::store {

// Makes the file if there is none, takes it for this process alone, and migrates it. Refuses what
// the second half of errc names without changing the file.
result<database> open_file(const std::filesystem::path&);

} // namespace postern::store
