// The rules of the check of an nginx configuration. Each looks at one level and reports what is
// wrong there.
#pragma once

#include "checked.hpp"

#include <span>

namespace postern::dialect {

using nginx_rule = void (*)(nginx_checked& checked, const nginx_level& level);

std::span<const nginx_rule> check_rules() noexcept;    // for the location of the check
std::span<const nginx_rule> identity_rules() noexcept; // where requests leave for the application
std::span<const nginx_rule> passing_rules() noexcept;  // there, too
std::span<const nginx_rule> open_rules() noexcept;     // there, too
std::span<const nginx_rule> level_rules() noexcept;    // for every level
std::span<const nginx_rule> path_rules() noexcept;     // for every level

// Whether requests of a location that is not the check's ask Postern.
bool is_guarded_location(const nginx_checked& checked, const nginx_level& level);

// Whether somebody expects the check here: requests of a location that says so, or that passes them
// on.
bool expects_check(const nginx_checked& checked, const nginx_level& level);

// The line to blame: the first one of this name at the level. If it comes from an included file,
// the level itself.
const nginx_directive& culprit(const nginx_level& level, std::string_view name);

} // namespace postern::dialect
