// What an identity must have to pass. Every requirement that is named must hold; one that is not
// named is not checked.
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
    std::uint64_t any_permissions = 0;      // any of these bits, unless there are none
    std::vector<std::string> subject_types; // any of these
    std::vector<std::string> issuers;       // any of these profile names
    std::vector<std::string> amr;           // all of these

    // No error: the identity may pass. Else the first requirement that does not hold.
    error_code check(const identity& who) const;
};

} // namespace postern::resolve
