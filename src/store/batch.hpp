// Runs the calls that wait together in one transaction.
#pragma once

#include "call.hpp"
#include "table.hpp"

#include <memory>
#include <vector>

namespace postern::store {

using batch = std::vector<std::shared_ptr<job>>;

// Runs all calls, in one transaction if one of them writes. Afterwards each call has its outcome,
// but no caller was told yet. The changes of the writes are durable, or none of them was made; the
// error says why the transaction was lost.
error_code run(batch&, database&, table&);

} // namespace postern::store
