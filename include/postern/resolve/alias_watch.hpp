// The tripwire: does a request carry an identity header, or a name that an application's gateway
// would read as one? CGI, WSGI and their kin fold every character that is not a letter or digit, so
// `X_Authgear.User-Id` is the same as `X-Authgear-User-Id` to them.
#pragma once

#include <postern/http/head.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postern::resolve {

// Immutable; safe from every thread.
class alias_watch
{
public:
    explicit alias_watch(const std::vector<std::string>& identity_headers);

    // The first field that folds to an identity header; empty if there is none.
    std::string_view find(const http::head&) const noexcept;

private:
    std::vector<std::string> folded_;
    std::uint64_t lengths_ = 0; // bit n: some name has n octets; bit 63: 63 or more
};

} // namespace postern::resolve
