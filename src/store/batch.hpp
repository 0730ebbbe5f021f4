// Calls that came together, made durable together.
#pragma once

#include "call.hpp"
#include "table.hpp"

#include <memory>
#include <vector>

namespace postern::store {

using batch = std::vector<std::shared_ptr<job>>;

// Runs every call in one transaction if one of them writes. When it returns each has its answer,
// though none was told: what a write changed is durable, or nothing of it happened. The error is
// why the transaction was lost, or nothing.
error_code run(batch&, database&, table&);

} // namespace postern::store
