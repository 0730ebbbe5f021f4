// The tripwire: finds a field that is an identity header, or that the gateway of an application
// would read as one. CGI, WSGI and the like fold every character that is no letter or digit: to
// them `X_Authgear.User-Id` is the same as `X-Authgear-User-Id`.
#pragma once

#include <postern/codec/header_fields.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace postern::resolve {

// Immutable; safe from every thread.
class identity_header_tripwire
{
public:
    explicit identity_header_tripwire(const std::vector<std::string>& identity_headers);

    // The first field that folds to an identity header; empty if there is none.
    std::string_view find(codec::header_fields sent) const noexcept;

private:
    std::vector<std::string> folded_;
    std::uint64_t lengths_ = 0; // bit n: some name has n octets; bit 63: 63 or more
};

} // namespace postern::resolve
