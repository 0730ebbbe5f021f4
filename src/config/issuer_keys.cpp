// Issuers: what their tokens must look like.
#include "sections.hpp"

#include <algorithm>
#include <array>

namespace postern::config {
namespace {

using std::chrono::seconds;
using namespace std::chrono_literals;

std::string algorithm_names()
{
    std::string all;
    for (const crypto::algorithm_traits& row : crypto::algorithm_table)
        all += (all.empty() ? "`" : ", `") + std::string(row.name) + '`';
    return all;
}

type<crypto::algorithm> algorithm_name()
{
    return {"algorithm", [](const value& from, crypto::algorithm& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                if (const auto known = crypto::algorithm_from_name(*found))
                    into = *known;
                else
                    refuse_value(from, *found, algorithm_names());
            }};
}

// A list that was refused leaves the set empty; then keys that do not fit it are not reported.
type<crypto::algorithm_set> algorithms()
{
    const type<std::vector<crypto::algorithm>> names = list(algorithm_name());
    return {names.name, [names](const value& from, crypto::algorithm_set& into) {
                std::vector<crypto::algorithm> read;
                const std::size_t before = from.errors();
                names.read(from, read);
                into = {};
                if (from.errors() == before)
                    for (const crypto::algorithm one : read)
                        into.insert(one);
            }};
}

// The part before the colon of a typed subject. `token` and `invite` are not types of users: some
// systems give such a subject to tokens of other kinds.
type<std::string> subject_type()
{
    return text_like(
        "subject type: lower-case letters, digits, `_` or `-`, and neither `token` nor `invite`",
        [](std::string_view text) {
            constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_-";
            return !text.empty() && text.find_first_not_of(allowed) == text.npos &&
                   text != "token" && text != "invite";
        }
    );
}

const mapping<jwt::profile>& subject_keys()
{
    static const mapping<jwt::profile> keys{
        {"typed", list(subject_type()), required,
         "`sub` is `type:uuid` with one of these types; User-Id is the part after the colon.",
         &jwt::profile::subject_types}};
    return keys;
}

const mapping<jwt::permission_claim>& permission_keys()
{
    static const mapping<jwt::permission_claim> keys{
        {"claim", claim_path(), required, "The claim that holds the mask.",
         &jwt::permission_claim::path},
        {"bits", count<unsigned>(1, 63), "32", "Bits of the mask; a larger number is invalid.",
         &jwt::permission_claim::bits}};
    return keys;
}

// Makes the set of keys after all sources of the issuer were read.
void make_key_set(const value& from, issuer_draft& into)
{
    // Fetched keys are not known here.
    if (into.keys.empty() && !into.sources.remotes.empty())
        return;
    auto made = keys::key_set::from_keys(std::move(into.keys));
    if (made)
        into.set = std::move(*made);
    else
        from.member("keys").refuse("found keys that cannot be used: " + made.error().message());
}

const mapping<issuer_draft>& issuer_keys()
{
    static const mapping<issuer_draft> keys{
        {{"name", name(), required, "Your name for this issuer: policies and metrics use it.",
          path_to(&issuer_draft::profile, &jwt::profile::name)},
         {"issuer", maybe(text()), "",
          "`iss`, exactly. Without it only tokens that have no `iss` belong here.",
          path_to(&issuer_draft::profile, &jwt::profile::issuer)},
         {"audience", list(text()), "",
          "One of these must be in `aud`. Without it `aud` is not examined, so tokens made for "
          "other services pass.",
          path_to(&issuer_draft::profile, &jwt::profile::audience)},
         {"algorithms", algorithms(), "RS256",
          "Signature algorithms that are accepted. HS256, HS384 and HS512 never stand beside "
          "others.",
          path_to(&issuer_draft::profile, &jwt::profile::algorithms)},
         {"typ", list(text()), "[JWT, at+jwt]", "Accepted values of `typ`.",
          path_to(&issuer_draft::profile, &jwt::profile::types)},
         {"typ_required", boolean(), "false", "Whether a token without `typ` is refused.",
          path_to(&issuer_draft::profile, &jwt::profile::type_required)},
         {"require", list(text()), "sub", "Claims that must be present, beside `exp`.",
          path_to(&issuer_draft::profile, &jwt::profile::required)},
         {"expiry",
          one_of<jwt::expiry_rule>(
              {{"required", jwt::expiry_rule::required}, {"optional", jwt::expiry_rule::optional}}
          ),
          "required", "`optional`: a token without `exp` is accepted if it has `jti`.",
          path_to(&issuer_draft::profile, &jwt::profile::expiry)},
         {"max_lifetime",
          word_or<std::optional<seconds>>("none", std::nullopt, duration<seconds>(1s, 24h * 3650)),
          "none", "The longest time from `iat`, and from now, to `exp`.",
          path_to(&issuer_draft::profile, &jwt::profile::max_lifetime)},
         {"leeway", duration<seconds>(0s, 60s), "5s",
          "How much clocks may differ, for `exp`, `nbf` and `iat`.",
          path_to(&issuer_draft::profile, &jwt::profile::leeway)},
         {"subject", section(subject_keys()), "", "What `sub` looks like; free text without it.",
          &issuer_draft::profile},
         {"permissions", maybe(section(permission_keys())), "",
          "A claim that holds permissions as bits.",
          path_to(&issuer_draft::profile, &jwt::profile::permissions)},
         {"keys", key_sources(), required, "Where the keys come from; several sources add up.",
          itself}},
        make_key_set};
    return keys;
}

bool shares_kid(const keys::key_set& a, const keys::key_set& b)
{
    return std::any_of(a.keys().begin(), a.keys().end(), [&](const keys::key& k) {
        return !k.kid.empty() && b.find(k.kid) != nullptr;
    });
}

// Reports an issuer that has the name of another, or whose tokens could belong to the other.
void check_against(
    const value& from, const issuer_draft& added, const issuers::options& other,
    const keys::key_set& others_keys
)
{
    // Policies and metrics name an issuer by its name.
    if (added.profile.name == other.profile.name)
        from.member("name").refuse(
            "found " + in_quotes(added.profile.name) + " a second time; accepted: a name of its own"
        );
    // A token finds its issuer by `iss`.
    if (added.profile.issuer && added.profile.issuer == other.profile.issuer)
        from.member("issuer").refuse("the same as that of issuer " + in_quotes(other.profile.name));
    // A token without `iss` finds its issuer by the kid.
    if (!added.profile.issuer && !other.profile.issuer && shares_kid(added.set, others_keys))
        from.member("keys").refuse(
            "a kid that issuer " + in_quotes(other.profile.name) +
            " has too; without `issuer` only the kid tells them apart"
        );
}

void add_issuer(const value& from, issuer_draft&& read, draft& into)
{
    if (read.profile.audience.empty())
        from.member("audience").warn("no audience: tokens made for other services are accepted");
    for (std::size_t n = 0; n != into.made.issuers.size(); ++n)
        check_against(from, read, into.made.issuers[n], into.key_sets[n]);
    into.made.issuers.push_back({std::move(read.profile), std::move(read.sources)});
    into.key_sets.push_back(std::move(read.set));
}

} // namespace

type<draft> issuers()
{
    type<draft> list = list_of(issuer_keys(), add_issuer);
    list.read = [read = list.read](const value& from, draft& into) {
        if (from.tree().type == node::kind::list && from.tree().children.empty())
            return from.refuse("found no issuer; accepted: at least one");
        // The names are collected before the issuers are read. A policy that names a refused issuer
        // is then not a second error.
        for (const value& item : from.items())
            if (item.has("name"))
                into.issuers.push_back(item.member("name").peek());
        read(from, into);
    };
    return list;
}

} // namespace postern::config
