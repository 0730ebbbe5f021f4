// How a proxy asks and how it wants to be answered. Each dialect is one row of the table in
// dialects.cpp. An endpoint's path chooses the dialect, never a header.
#pragma once

#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/error.hpp>
#include <postern/resolve/options.hpp>

#include <span>
#include <string_view>

namespace postern::http {
struct head;
}

namespace postern::dialect {

// An identity header without a value, on an allowed request.
enum class unset_header
{
    absent, // Authgear's rule: safe only where the proxy removes the client's header first
    empty,  // sent with an empty value, so that the proxy overwrites the client's header
    absent_and_named, // left out, and its name is in the header `removal_header`
};

// How a person who navigates learns where to sign in.
enum class login_answer
{
    none,
    header,   // 401 with Location and X-Authgear-Login-Url, for a proxy that redirects by itself
    redirect, // 302 with Location
};

enum class denial_body
{
    none, // the proxy drops it
    json,
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
    std::string_view summary;                    // one line for the documentation
    resolve::mode mode = resolve::mode::enforce; // unless the endpoint says otherwise
    unset_header unset = unset_header::empty;
    std::string_view removal_header{}; // for unset_header::absent_and_named
    denial_body body = denial_body::none;
    login_answer login = login_answer::none;
    bool clears_cookie = false; // a bad session cookie may be (sessions.clear_invalid_cookie)
    bool is_prefix = false;     // the original target follows the endpoint's path
    std::span<const std::string_view> default_paths{};

    // Fills `original` from the fields that this proxy always overwrites. An error: the proxy is
    // not set up for this dialect, or the client's request cannot be read. `endpoint` is the path
    // of the endpoint.
    unreadable (*read
    )(const http::head& head, std::string_view endpoint,
      resolve::original_request& original) = nullptr;
};

std::span<const dialect* const> dialects() noexcept;
const dialect* find_dialect(std::string_view name) noexcept; // null if there is none

} // namespace postern::dialect
