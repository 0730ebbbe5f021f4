// The keys of `store.redis`.
#pragma once

#include "sections.hpp"

namespace postern::config {

const mapping<redis_store>& redis_store_keys();

} // namespace postern::config
