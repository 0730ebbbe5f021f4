// Copies the sessions and revocations of one store into another one, whatever their engines are.
#pragma once

#include <postern/config/configuration.hpp>

#include <string>
#include <vector>

namespace postern::app {

struct copied
{
    std::size_t revocations = 0;
    std::size_t sessions = 0;
    std::size_t sessions_there = 0;      // the target had them already, and keeps its own
    std::vector<std::string> unreadable; // the ids of the source's records that cannot be read
    std::string failure;                 // the store and the reason; empty: everything was copied
};

// Revocations come first, so that no copied session is valid that the source has revoked; no entry
// of the target becomes weaker. May be repeated: a session that ended in the target only comes back
// then.
copied copy_store(const config::configuration& from, const config::configuration& to);

} // namespace postern::app
