// The members of a session in JSON: one table reads and writes them.
#pragma once

#include <postern/session/session.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>

namespace postern::session {

void write_members(const record& from, boost::json::object& into);

// Refuses a member that is unknown, of the wrong type or out of range; `problem` names it. A member
// that is absent keeps its value in `into`.
error_code read_members(const boost::json::object& from, record& into, std::string& problem);

// Whether this can be an idle time or a lifetime: one second to longest_duration.
bool is_duration(std::chrono::seconds) noexcept;

// Returns `reason`, and describes it in `problem` with the member's name and without its value.
error_code refuse(errc reason, std::string_view member, std::string& problem);

} // namespace postern::session
