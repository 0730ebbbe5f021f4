// What a proof was checked against. While nothing of it has changed since, the proof holds without
// another look-up: a use of a cached proof pays a few atomic loads.
#pragma once

#include <postern/session/session_versions.hpp>

#include <cstdint>

namespace postern::resolve {

struct validity
{
    std::uint64_t revocations = 0;                // revocation::list::generation()
    std::uint64_t keys = 0;                       // of a token: keys::ring::generation()
    session::session_versions::version session{}; // of a session; taken before the store was read
};

} // namespace postern::resolve
