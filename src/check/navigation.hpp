// Who is at the other end: a person's browser on its way to a page, or a program.
#pragma once

#include <postern/resolve/auth_request.hpp>

namespace postern::check {

// True if the original request asks for a page to show, so that the answer may be the way to
// another page. A program would take that page for what it asked for.
bool navigates(const resolve::auth_request&) noexcept;

} // namespace postern::check
