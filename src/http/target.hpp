// The request target (RFC 9112 §3.2), and the authority in it or in a Host field.
#pragma once

#include <optional>
#include <string_view>

namespace postern::http {

// The path of a target, without its query. The origin-form (`/path?query`) and the absolute-form
// of an http or https URI (`http://host/path?query`) have one. Nothing for every other target and
// for CONNECT: those requests are meant for a forward proxy or for a whole server.
std::optional<std::string_view> path_of(std::string_view method, std::string_view target);

// Whether the value of a Host field can be an authority. It may be empty.
bool may_be_host(std::string_view value) noexcept;

} // namespace postern::http
