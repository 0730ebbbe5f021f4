// SQLite takes the first frame of its write-ahead log that does not verify for the end of the log,
// and so would forget, without a word, all that was acknowledged behind a flipped bit.
#pragma once

#include <string_view>

namespace postern::store {

// Whether the octets of a `-wal` file lack something that was durable. A log whose last write was
// torn by a crash, and what an older generation left behind the end, are as they should be. Damage
// to the last write of all cannot be told from a torn one.
bool is_damaged(std::string_view log) noexcept;

} // namespace postern::store
