// How one proxy asks and how it wants to be answered. A dialect is a row of a table and one pure
// function; which row speaks is chosen by path, never by looking at headers.
#pragma once

#include <postern/http/head.hpp>
#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/options.hpp>

#include <span>
#include <string_view>

namespace postern::dialect {

// An identity header that has no value on an allowed request.
enum class unset_header
{
    absent, // Authgear's rule: safe only where the proxy strips first
    empty,  // sent with an empty value, so that the proxy overwrites the client's
};

enum class denial_body
{
    none,
    json
};

// Why the original request cannot be read, and from which field; no reason: it could.
struct unreadable
{
    error_code reason;
    std::string_view field;
};

struct dialect
{
    std::string_view name;
    std::string_view summary; // one line for the documentation
    resolve::mode mode;       // unless the endpoint says otherwise
    unset_header unset;
    denial_body body;
    bool login;         // a 401 may say where to sign in (Location and X-Authgear-Login-Url)
    bool clears_cookie; // a bad session cookie may be taken away (sessions.clear_invalid_cookie)
    std::span<const std::string_view> default_paths;

    // Fills `original` from the fields that this proxy always overwrites; an error is a
    // misconfigured proxy.
    unreadable (*read)(const http::head&, resolve::original_request& original);
};

std::span<const dialect> dialects() noexcept;
const dialect* find_dialect(std::string_view name) noexcept; // null if there is none

} // namespace postern::dialect
