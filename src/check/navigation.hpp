// Tells a person who navigates from a program.
#pragma once

#include <postern/resolve/auth_request.hpp>

namespace postern::check {

// True if the original request asks for a page to show, so that the answer may lead to another
// page. A program would take that page for the answer to its request.
bool navigates(const resolve::auth_request& request) noexcept;

} // namespace postern::check
