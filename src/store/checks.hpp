// Whether a file may be taken: whose it is, and whether it is whole.
#pragma once

#include "database.hpp"

namespace postern::store {

// Takes the file for this process alone and looks at all of it; writes nothing.
error_code check(database&);

// What a call calls it, for whoever starts the service.
error_code as_refusal(const error_code& failed);

} // namespace postern::store
