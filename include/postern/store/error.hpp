// Why the store refuses to open, or cannot answer.
#pragma once

#include <postern/base/error.hpp>

namespace postern::store {

enum class errc
{
    // a call: cannot be known now
    timed_out = 1, // not within the call's deadline
    busy,          // more calls wait than the queue takes
    full,          // no room on the disk
    broken,        // the file does not read as a database any more
    failed,        // any other error of the engine
    closed,        // the store is being stopped

    // opening: a refusal to start
    cannot_open,  // no such folder, or no permission
    not_writable, // the file or its folder is read-only
    no_room,      // a full disk, and there is no file yet or one to migrate
    foreign,      // a file of some other program
    corrupt,      // a damaged database
    newer,        // written by a later version
    in_use,       // another process has it
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::store

template <>
struct boost::system::is_error_code_enum<postern::store::errc> : std::true_type
{
};
