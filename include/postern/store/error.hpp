// Why the store cannot be opened, or cannot answer a call.
#pragma once

#include <postern/base/error.hpp>

namespace postern::store {

enum class errc
{
    // a call failed, so that the answer is not known
    timed_out = 1,  // there was no answer before the call's deadline
    busy,           // the queue of waiting calls is full
    full,           // no room on the disk
    broken,         // the file, or a record of it, is damaged
    failed,         // any other error of the engine
    closed,         // the store stops
    evicts,         // Redis may evict records, which would look like their removal
    not_replicated, // the write is done, but too few replicas have confirmed it

    // the store cannot be opened, so that the service must not start
    cannot_open,  // no such folder, or no permission
    not_writable, // the file or its folder is read-only
    no_room,      // the disk is full, and the file must be made or migrated
    foreign,      // the file belongs to another program
    corrupt,      // the database is damaged
    newer,        // a later version has written the file
    in_use,       // another process has the file open
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::store

template <>
struct boost::system::is_error_code_enum<postern::store::errc> : std::true_type
{
};
