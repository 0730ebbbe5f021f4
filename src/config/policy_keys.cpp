// Policies: requirements of an endpoint on an identity.
#include <postern/codec/ascii.hpp>

#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

constexpr std::uint64_t largest_mask = (std::uint64_t{1} << 63) - 1;

// RFC 6749 §3.3: visible ASCII without `"` and `\`.
type<std::string> scope()
{
    return text_like("scope without spaces", [](std::string_view text) {
        return !text.empty() && codec::is_visible(text) && text.find_first_of("\"\\") == text.npos;
    });
}

const mapping<resolve::policy>& require_keys()
{
    static const mapping<resolve::policy> keys{
        {"roles", list(text()), "", "The identity has one of these roles.",
         &resolve::policy::roles},
        {"scopes", list(scope()), "", "The token has all of these scopes.",
         &resolve::policy::scopes},
        {"permissions", count<std::uint64_t>(1, largest_mask), "",
         "A mask, such as `0x3`; all of its bits must be set.", &resolve::policy::permissions},
        {"any_permissions", count<std::uint64_t>(1, largest_mask), "",
         "A mask; at least one of its bits must be set.", &resolve::policy::any_permissions},
        {"subject_types", list(text()), "", "The subject is of one of these types.",
         &resolve::policy::subject_types},
        {"issuers", list(text()), "", "The token is of one of these issuers, by `name`.",
         &resolve::policy::issuers},
        {"amr", list(text()), "", "All of these were used to sign in (RFC 8176).",
         &resolve::policy::amr}};
    return keys;
}

const mapping<resolve::policy>& policy_keys()
{
    static const mapping<resolve::policy> keys{
        {"require", section(require_keys()), required,
         "The requirements; a key that is left out requires nothing.", itself}};
    return keys;
}

template <class Range, class T>
bool contains(const Range& range, const T& wanted)
{
    return std::find(range.begin(), range.end(), wanted) != range.end();
}

bool admits(const resolve::policy& policy, const jwt::profile& issuer)
{
    return policy.issuers.empty() || contains(policy.issuers, issuer.name);
}

void check_issuers(const value& require, const resolve::policy& read, const draft& so_far)
{
    if (read.issuers.empty())
        return;
    // The known names include those of refused issuers, which have their own errors.
    for (const value& item : require.member("issuers").items())
        if (const auto name = item.text(); name && !contains(so_far.issuers, *name))
            refuse_value(item, *name, "the `name` of one of the `issuers`");
}

// Warns of a requirement that no token of these issuers can meet: it denies everybody, which is
// probably a mistake.
void check_reach(const value& require, const resolve::policy& read, const configuration& so_far)
{
    // The bits and subject types that tokens of the admitted issuers can have.
    std::uint64_t bits = 0;
    std::vector<std::string> types;
    for (const issuers::options& issuer : so_far.issuers) {
        if (!admits(read, issuer.profile))
            continue;
        if (issuer.profile.permissions)
            bits |= (std::uint64_t{1} << issuer.profile.permissions->bits) - 1;
        types.insert(
            types.end(), issuer.profile.subject_types.begin(), issuer.profile.subject_types.end()
        );
    }
    // A bit or type outside of them can never be in a token.
    if ((read.permissions & ~bits) != 0)
        require.member("permissions").warn("requires bits that no issuer's tokens can have");
    if (read.any_permissions != 0 && (read.any_permissions & bits) == 0)
        require.member("any_permissions").warn("requires bits that no issuer's tokens can have");
    for (const std::string& type : read.subject_types)
        if (!contains(types, type))
            require.member("subject_types")
                .warn("no issuer's tokens have the subject type " + in_quotes(type));
}

void add_policy(const value& from, resolve::policy&& read, draft& into)
{
    const value require = from.member("require");
    if (!is_name(from.name()))
        return refuse_value(from.at_name(), from.name(), name_rule);
    if (require.tree().children.empty())
        require.warn("requires nothing: every identity passes");
    check_issuers(require, read, into);
    // A refused issuer could have the missing bits, so the warning needs all issuers.
    if (into.issuers.size() == into.made.issuers.size())
        check_reach(require, read, into.made);
    read.name = from.name();
    into.made.policies.push_back(std::move(read));
}

} // namespace

type<draft> policies()
{
    type<draft> named_policies = named(policy_keys(), add_policy);
    named_policies.read = [read = named_policies.read](const value& from, draft& into) {
        // The names are collected before the policies are read. An endpoint that names a refused
        // policy is then not a second error.
        for (const node& item : from.tree().children)
            into.policies.push_back(item.name);
        read(from, into);
    };
    return named_policies;
}

} // namespace postern::config
