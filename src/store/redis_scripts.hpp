// The steps that Redis does at once. Each script has the key of a record and, for a kind whose
// expiry can be moved, the key with that expiry. A record whose second key is gone has ended.
//
// A time is Unix milliseconds; `0` is never.
#pragma once

#include <postern/redis/command.hpp>

namespace postern::store {

// ARGV: value, end of the record, end of the second key. 1: created, 0: it exists already.
const redis::script& create_script();

// ARGV: whether a record is expected ("1"), its value, whether a new one follows ("1"), its value,
// end of the record, end of the second key. 1: replaced, 0: the record is not the expected one.
const redis::script& replace_script();

// ARGV: the new end, and the least gain in milliseconds. Returns the end that now holds: -1 for
// never, -2 if there is no record.
const redis::script& extend_script();

// 1: erased, 0: there was no record.
const redis::script& erase_script();

// The key is the set of an owner. ARGV: an id, and the end of its record. The set lives as long as
// its longest record, but one that another program has made without an end stays.
const redis::script& add_member_script();

} // namespace postern::store
