// The embedded engine: one SQLite file, nothing to start.
//
// The file belongs to one process at a time; a second one is refused with errc::in_use. All of
// SQLite runs on threads of the engine's own: no event loop waits for a disk. Writes that come
// together are made durable together (one transaction, one fsync).
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

// Makes the file if it does not exist (mode 0600), migrates an older schema forward. Refuses what
// the second half of errc names. The clock is for expiry and outlives the engine. The destructor
// finishes the writes that wait.
result<std::unique_ptr<engine>> open_sqlite(const sqlite_options&, const clock&);

} // namespace postern::store
