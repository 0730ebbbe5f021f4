// Where a person signs in.
#pragma once

#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/options.hpp>

#include <string>

namespace postern::check {

// True if the original request asks for a page to show, so that the answer may lead to another
// page. A program would take that page for the answer to its request.
bool navigates(const resolve::auth_request& request) noexcept;

// The login page, with the way back if the original host is on the list of allowed hosts.
std::string
login_url(const resolve::login_options& login, const resolve::original_request& original);

} // namespace postern::check
