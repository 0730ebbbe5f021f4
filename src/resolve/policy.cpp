// The requirements as a table; each looks at one thing.
#include <postern/resolve/policy.hpp>

#include <algorithm>
#include <optional>

namespace postern::resolve {
namespace {

using names = std::vector<std::string>;

bool contains(const names& list, std::string_view wanted)
{
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

bool all_of(const names& wanted, const names& held)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
        return contains(held, w);
    });
}

bool any_of(const names& wanted, const names& held)
{
    return std::any_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
        return contains(held, w);
    });
}

// RFC 6749 §3.3: scope tokens are separated by one space.
bool has_scope(std::string_view granted, std::string_view wanted)
{
    while (!granted.empty()) {
        // Compare the first scope, then remove it with the space after it.
        const std::size_t end = std::min(granted.find(' '), granted.size());
        if (granted.substr(0, end) == wanted)
            return true;
        granted.remove_prefix(std::min(end + 1, granted.size()));
    }
    return false;
}

bool all_scopes(const names& wanted, const identity& who)
{
    return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& w) {
        return has_scope(who.scope.value_or(std::string()), w);
    });
}

struct requirement
{
    errc reason;
    bool (*holds)(const policy&, const identity&);
};

constexpr requirement requirements[] = {
    {errc::issuer_refused, [](const policy& p, const identity& who
                           ) { return p.issuers.empty() || contains(p.issuers, who.issuer); }},
    {errc::subject_type_refused,
     [](const policy& p, const identity& who) {
         return p.subject_types.empty() ||
                (who.subject_type && contains(p.subject_types, *who.subject_type));
     }},
    {errc::role_missing, [](const policy& p, const identity& who
                         ) { return p.roles.empty() || any_of(p.roles, who.roles); }},
    {errc::scope_missing,
     [](const policy& p, const identity& who) { return all_scopes(p.scopes, who); }},
    {errc::permission_missing,
     [](const policy& p, const identity& who) {
         const std::uint64_t held = who.permissions.value_or(0);
         return (held & p.permissions) == p.permissions &&
                (p.any_permissions == 0 || (held & p.any_permissions) != 0);
     }},
    {errc::amr_missing,
     [](const policy& p, const identity& who) { return all_of(p.amr, who.amr); }},
};

} // namespace

error_code policy::check(const identity& who) const
{
    for (const requirement& each : requirements)
        if (!each.holds(*this, who))
            return each.reason;
    return {};
}

} // namespace postern::resolve
