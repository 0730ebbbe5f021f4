// Checks the write-ahead log of SQLite for damage. SQLite takes the first frame with a wrong
// checksum for the end of the log, so after one flipped bit it silently loses all writes behind it.
#pragma once

#include <string_view>

namespace postern::store {

// Whether something durable was lost from these octets of a `-wal` file. A last write that a crash
// has torn is no damage, and neither are frames of an older generation behind the end. Damage to
// the last write cannot be told from a torn write and is not found.
bool is_damaged(std::string_view log) noexcept;

} // namespace postern::store
