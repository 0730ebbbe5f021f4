// The login page of a host that is guarded itself: if its path is guarded, too, nobody can sign in.
#pragma once

#include <postern/resolve/options.hpp>

#include <string>
#include <string_view>

namespace postern::check {

// The path of login.url, without its query and a slash at its end, if its host is one of
// login.allowed_hosts and a server of this name has that host (an empty name stands for every
// host). Else empty.
std::string
guarded_login_path(const resolve::login_options& login, std::string_view server_name = {});

} // namespace postern::check
