#include "merge.hpp"

#include <algorithm>

namespace postern::issuers {
namespace {

std::string print_of(const keys::key& one)
{
    const auto* const material = std::get_if<crypto::public_key>(&one.material);
    return material == nullptr ? std::string() : keys::thumbprint(*material);
}

error_code why_not(const std::vector<keys::key>& present, const keys::key& added)
{
    const auto shares_kid = [&](const keys::key& k) { return k.kid == added.kid; };
    if (std::ranges::any_of(present, shares_kid))
        return keys::errc::duplicate_kid;
    const std::string print = print_of(added);
    const auto shares_material = [&](const keys::key& k) { return print_of(k) == print; };
    if (std::ranges::any_of(present, shares_material))
        return keys::errc::duplicate_key;
    return {};
}

} // namespace

void merge(
    std::vector<keys::key>& into, const std::vector<keys::key>& from,
    std::vector<keys::skipped_key>& skipped
)
{
    for (const keys::key& each : from) {
        if (const error_code reason = why_not(into, each))
            skipped.push_back({each.kid, reason});
        else
            into.push_back(each);
    }
}

} // namespace postern::issuers
