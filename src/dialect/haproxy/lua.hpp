// The Lua action that HAProxy runs: the text of deploy/haproxy/postern.lua.
#pragma once

#include <string_view>

namespace postern::dialect {

extern const std::string_view haproxy_lua;

} // namespace postern::dialect
