// The table of a session's members: how each stands in JSON.
#pragma once

#include <postern/session/session.hpp>

#include <boost/json/value.hpp>

#include <chrono>
#include <cstdint>

namespace postern::session {

void write_members(const record& from, boost::json::object& into);

// Refuses unknown members and wrong types; `problem` names the member. What is absent keeps the
// value it has in `into`.
error_code read_members(const boost::json::object& from, record& into, std::string& problem);

// False if the value is no number, or one that is not whole or does not fit.
bool read_number(const boost::json::value& from, std::int64_t& into);

// Whether this can be an idle time or a lifetime: one second to longest_duration.
bool is_duration(std::chrono::seconds) noexcept;

// Says what is wrong with a member, without its value.
error_code refuse(errc why, std::string_view name, std::string& problem);

} // namespace postern::session
