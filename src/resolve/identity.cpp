// From proven claims, or from the record of a session, to the values of an identity. Nothing else
// becomes what an application reads.
#include <postern/base/unix_time.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/resolve/identity.hpp>
#include <postern/resolve/identity_headers.hpp>

#include <boost/json/serialize.hpp>

namespace postern::resolve {
namespace {

using boost::json::object;
using boost::json::value;

// One reader for each type. It fails if the claim is of another type. An empty text is unset.
error_code read(const value& claim, std::optional<bool>& out)
{
    if (!claim.is_bool())
        return errc::identity_claim_invalid;
    out = claim.get_bool();
    return {};
}

error_code read(const value& claim, std::optional<std::string>& out)
{
    if (!claim.is_string())
        return errc::identity_claim_invalid;
    if (jwt::has_control_character(claim.get_string()))
        return jwt::errc::control_character;
    if (!claim.get_string().empty())
        out.emplace(claim.get_string());
    return {};
}

error_code read(const value& claim, std::vector<std::string>& out)
{
    if (!claim.is_array())
        return errc::identity_claim_invalid;
    std::vector<std::string> elements;
    for (const value& element : claim.get_array()) {
        std::optional<std::string> text;
        if (const error_code failed = read(element, text))
            return failed;
        elements.push_back(std::move(text).value_or(std::string()));
    }
    out = std::move(elements);
    return {};
}

error_code read(const value& claim, std::optional<std::int64_t>& out)
{
    boost::system::error_code failed;
    const auto number = claim.to_number<std::int64_t>(failed);
    if (failed || number < 0 || number > last_second)
        return errc::identity_claim_invalid;
    out = number;
    return {};
}

std::optional<std::string> unless_empty(std::string text)
{
    return text.empty() ? std::nullopt : std::optional(std::move(text));
}

std::optional<std::string> render_list(const boost::json::array& list)
{
    std::vector<std::string> elements;
    for (const value& element : list) {
        if (!element.is_string())
            return std::nullopt;
        elements.emplace_back(element.get_string());
    }
    return unless_empty(encode_list(elements, ','));
}

// Strings, exact integers, booleans and lists of strings have a text form; the rest only as JSON.
std::optional<std::string> render_claim(const value& claim, bool as_json)
{
    if (as_json)
        return encode_value(boost::json::serialize(claim));
    switch (claim.kind()) {
    case boost::json::kind::string:
        return unless_empty(encode_value(claim.get_string()));
    case boost::json::kind::bool_:
    case boost::json::kind::int64:
    case boost::json::kind::uint64:
        return boost::json::serialize(claim);
    case boost::json::kind::array:
        return render_list(claim.get_array());
    default:
        return std::nullopt;
    }
}

// A control character anywhere in a mapped claim is refused: the application might decode what we
// encoded.
bool holds_control_character(const value& claim)
{
    if (const auto* text = claim.if_string())
        return jwt::has_control_character(*text);
    if (const auto* list = claim.if_array()) {
        for (const value& element : *list)
            if (holds_control_character(element))
                return true;
    }
    if (const auto* members = claim.if_object()) {
        for (const auto& member : *members)
            if (jwt::has_control_character(member.key()) || holds_control_character(member.value()))
                return true;
    }
    return false;
}

error_code read_mapped(const object& all, const identity_options& options, identity& who)
{
    for (const mapped_header& header : options.mapped) {
        const value* claim = codec::find_member(all, header.path);
        if (claim && holds_control_character(*claim))
            return jwt::errc::control_character;
        who.mapped.push_back(claim ? render_claim(*claim, header.as_json) : std::nullopt);
    }
    return {};
}

struct standard_claim
{
    std::string_view name;
    error_code (*read)(const value&, identity&);
};

constexpr std::string_view authgear_claims = "https://authgear.com/claims/";

// Authgear's names for what a JWT says about its user, and those of the RFCs.
constexpr standard_claim standard_claims[] = {
    {"https://authgear.com/claims/user/is_anonymous",
     [](const value& claim, identity& who) { return read(claim, who.anonymous); }},
    {"https://authgear.com/claims/user/is_verified",
     [](const value& claim, identity& who) { return read(claim, who.verified); }},
    {"https://authgear.com/claims/user/can_reauthenticate",
     [](const value& claim, identity& who) { return read(claim, who.can_reauthenticate); }},
    {"https://authgear.com/claims/user/roles",
     [](const value& claim, identity& who) { return read(claim, who.roles); }},
    {"amr", [](const value& claim, identity& who) { return read(claim, who.amr); }},
    {"auth_time",
     [](const value& claim, identity& who) { return read(claim, who.authenticated_at); }},
    {"client_id", [](const value& claim, identity& who) { return read(claim, who.client_id); }},
    {"scope", [](const value& claim, identity& who) { return read(claim, who.scope); }},
};

// Real issuers use the other names in their own way, such as a list in `scope`: of another type
// those stay unset, and a policy that asks for them denies. Authgear's claims of another type are
// refused.
error_code read_standard(const standard_claim& row, const value& claim, identity& who)
{
    const error_code failed = row.read(claim, who);
    const bool may_be_unset = failed == errc::identity_claim_invalid &&
                              row.name.substr(0, authgear_claims.size()) != authgear_claims;
    return may_be_unset ? error_code() : failed;
}

error_code read_standard(const object& all, identity& who)
{
    for (const standard_claim& row : standard_claims)
        if (const value* claim = all.if_contains(row.name))
            if (const error_code failed = read_standard(row, *claim, who))
                return failed;
    return {};
}

revocation::revocable_ids revocable_ids_of(const jwt::verified_token& token)
{
    const jwt::claims& claims = token.claims();
    revocation::revocable_ids names;
    names.issuer = claims.issuer.value_or(std::string());
    names.subject = claims.subject.value_or(std::string());
    names.token_id = claims.id;
    if (!token.kid().empty())
        names.key = token.kid();
    if (const value* sid = claims.all.if_contains("sid"); sid && sid->is_string())
        names.session.emplace(sid->get_string());
    if (claims.issued_at)
        names.issued_at = at_second(*claims.issued_at);
    return names;
}

revocation::revocable_ids revocable_ids_of(const session::record& from, std::string_view id)
{
    revocation::revocable_ids names;
    names.subject = from.user_id;
    names.session.emplace(id);
    names.issued_at = from.created_at;
    return names;
}

// What holds for tokens and sessions alike.
error_code finish(const object& claims, const identity_options& options, identity& who)
{
    // Nobody passes without a name, whatever the profile requires.
    if (who.user_id.empty())
        return jwt::make_error_code(jwt::errc::claim_missing);
    if (const error_code failed = read_mapped(claims, options, who))
        return failed;
    if (!fits_headers(who, options))
        return errc::identity_too_large;
    return {};
}

} // namespace

result<identity_ptr>
identity::from_token(const jwt::verified_token& token, const identity_options& options)
{
    // What the verifier has already read.
    const std::shared_ptr<identity> who(new identity);
    who->issuer = token.profile().name;
    who->ids = revocable_ids_of(token);
    who->not_before = token.not_before();
    who->not_after = token.not_after();
    who->permissions = token.permissions();
    if (const auto& typed = token.typed_subject()) {
        who->subject_type = typed->type;
        who->user_id = typed->id;
    } else {
        who->user_id = token.claims().subject.value_or(std::string());
    }
    // The other claims that become headers.
    if (const error_code failed = read_standard(token.claims().all, *who))
        return failed;
    if (const error_code failed = finish(token.claims().all, options, *who))
        return failed;
    return identity_ptr(who);
}

result<identity_ptr> identity::from_session(
    const session::record& from, std::string_view id, const identity_options& options
)
{
    const std::shared_ptr<identity> who(new identity);
    who->ids = revocable_ids_of(from, id);
    who->user_id = from.user_id;
    who->subject_type = "user";
    who->anonymous = from.anonymous;
    who->verified = from.verified;
    who->can_reauthenticate = from.can_reauthenticate;
    who->roles = from.roles;
    who->amr = from.amr;
    who->authenticated_at = second_of(from.authenticated_at);
    who->client_id = from.client_id;
    who->not_before = time_point::min();
    who->not_after = from.expires_at;
    if (const error_code failed = finish(from.claims, options, *who))
        return failed;
    return identity_ptr(who);
}

} // namespace postern::resolve
