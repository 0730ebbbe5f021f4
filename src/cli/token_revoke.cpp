// `postern token revoke`: revokes one token.
#include <postern/jwt/claims.hpp>
#include <postern/jwt/jws.hpp>

#include "input.hpp"
#include "revocation.hpp"

#include <cstdint>

namespace postern::cli {
namespace {

namespace json = boost::json;

// The longest leeway that a configuration may give an issuer.
constexpr std::int64_t longest_leeway = 60;

struct options
{
    admin_options admin;
    std::string source; // empty: not given
    std::string jti;
    std::string iss;
};

// The token is not verified: an operator may revoke any token.
json::object named_in(const std::string& text)
{
    const auto parsed = expect(jwt::parse_jws(text, text.size()), "the token");
    const auto claims = expect(jwt::parse_claims(parsed.payload), "the token");
    if (!claims.id)
        throw refused("the token has no jti; its subject, session or key can be revoked "
                      "(postern revocation add)");
    json::object token{{"jti", *claims.id}};
    // Two issuers may use the same jti, so the issuer is part of the name.
    if (claims.issuer)
        token["iss"] = *claims.issuer;
    json::object what{{"token", std::move(token)}};
    // A check accepts the token until `exp` and the leeway after it. Later the revocation has no
    // effect and can be deleted.
    if (claims.expires)
        what["expires_at"] = *claims.expires + longest_leeway;
    return what;
}

// The token that --jti and --iss name.
json::object named_by(const options& given)
{
    if (!given.source.empty())
        throw misused("expected FILE or --jti, not both");
    json::object token{{"jti", given.jti}};
    if (!given.iss.empty())
        token["iss"] = given.iss;
    return {{"token", std::move(token)}};
}

int revoke_token(const options& given, const context& in)
{
    // With --jti no token is read.
    if (!given.jti.empty())
        return send_revocation(given.admin, named_by(given), in);
    if (!given.iss.empty())
        throw misused("--iss needs --jti");
    // Without --jti the token itself is needed, from standard input by default.
    const std::string source = given.source.empty() ? "-" : given.source;
    return send_revocation(given.admin, named_in(read_token(source, in.io.in)), in);
}

} // namespace

void add_token_revoke(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("revoke", "Revokes one token");
    add_token_argument(*command, given->source);
    command->add_option("--jti", given->jti, "The jti of the token, instead of the token")
        ->type_name("JTI");
    command->add_option("--iss", given->iss, "With --jti: its iss")->type_name("ISS");
    add_admin_options(*command, given->admin);
    command->footer(
        std::string(why_not_an_argument) + ' ' + about_the_admin_token +
        "\n\nExamples:\n"
        "  postern token revoke alice.jwt --token-file admin.token\n"
        "  postern token revoke --jti 4711 --iss https://auth.example.com"
    );
    perform_with(*command, given, chosen, revoke_token);
}

} // namespace postern::cli
