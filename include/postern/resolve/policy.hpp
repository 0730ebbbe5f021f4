// What a place asks of an identity that was proven. All named requirements must hold; unnamed ones
// are not asked.
#pragma once

#include <postern/resolve/identity.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace postern::resolve {

struct policy
{
    std::string name;
    std::vector<std::string> roles;         // any of these
    std::vector<std::string> scopes;        // all of these
    std::uint64_t permissions = 0;          // all of these bits
    std::vector<std::string> subject_types; // any of these
    std::vector<std::string> issuers;       // any of these profile names
    std::vector<std::string> amr;           // all of these

    // No error: admitted. Else the first requirement that does not hold.
    error_code check(const identity&) const;
};

} // namespace postern::resolve
