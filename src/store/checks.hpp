// Checks whether a file can be used: that it is ours, and that it is not damaged.
#pragma once

#include "database.hpp"

namespace postern::store {

// Locks the file for this process and reads all of it. Writes nothing.
error_code check(database&);

// Maps an error of a call to the error that opening the file returns.
error_code as_refusal(const error_code& failed);

} // namespace postern::store
