// The embedded engine: one SQLite file, and no server.
//
// One process at a time has the file; a second one gets errc::in_use. All of SQLite runs on a
// thread of the engine, so that no event loop waits for a disk. Writes that wait together share one
// transaction and one fsync.
#pragma once

#include <postern/store/engine.hpp>

#include <filesystem>
#include <memory>

namespace postern::store {

struct sqlite_options
{
    std::filesystem::path path = "postern.db";
    std::size_t queue = 4096; // calls of each priority that may wait; more are errc::busy
};

// Makes the file if it does not exist (mode 0600), and migrates an older schema. The second half of
// errc lists the possible errors. `clock` is used for expiry and outlives the engine. The
// destructor finishes the calls that wait.
result<std::unique_ptr<engine>> open_sqlite(const sqlite_options&, const clock&);

} // namespace postern::store
