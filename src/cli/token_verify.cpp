// `postern token verify`: verifies a token with the issuers of a configuration, as a check does.
#include <postern/codec/escape.hpp>
#include <postern/issuers/load.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/resolve/identity.hpp>

#include "command.hpp"
#include "input.hpp"
#include "terminal.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string file;
    std::string source = "-";
    bool json = false;
};

// One line about a valid token.
struct row
{
    const char* name;
    boost::json::value value; // for programs
    std::string text;         // for people
};

template <class Text>
row text_row(const char* name, const Text& text)
{
    return {name, boost::json::string(text), codec::escaped(text)};
}

// Lists what a policy or an application uses of the token. A claim that is missing has no row.
std::vector<row> findings(const jwt::verified_token& token, time_point now)
{
    const jwt::claims& claims = token.claims();
    std::vector<row> rows{text_row("issuer", token.profile().name)};
    if (claims.issuer)
        rows.push_back(text_row("iss", *claims.issuer));
    if (!token.kid().empty())
        rows.push_back(text_row("kid", token.kid()));
    if (claims.subject)
        rows.push_back(text_row("subject", *claims.subject));
    if (token.typed_subject())
        rows.push_back(text_row("subject_type", token.typed_subject()->type));
    if (token.permissions())
        rows.push_back({"permissions", *token.permissions(), std::to_string(*token.permissions())});
    if (claims.expires)
        rows.push_back(
            {"expires", *claims.expires,
             utc_text(*claims.expires) + ", " + distance_text(*claims.expires, now)}
        );
    return rows;
}

void print_text(const std::vector<row>& rows, std::ostream& out)
{
    constexpr std::size_t column = 14;
    out << "valid\n";
    for (const row& r : rows) {
        std::string name = r.name;
        name.resize(column, ' ');
        out << "  " << name << r.text << '\n';
    }
}

void print_json(const std::vector<row>& rows, std::ostream& out)
{
    boost::json::object all{{"valid", true}};
    for (const row& r : rows)
        all[r.name] = r.value;
    out << codec::escaped(boost::json::serialize(all)) << '\n';
}

// With --json a program gets the reason on standard output, too.
int refuse(const options& given, const error_code& reason, std::ostream& out)
{
    if (given.json)
        out << boost::json::serialize(boost::json::object{
                   {"valid", false}, {"reason", reason.message()}})
            << '\n';
    throw refused("refused: " + reason.message());
}

int verify(const options& given, const context& in)
{
    const config::configuration configuration = load_configuration(given.file, in.io.in);
    const std::string token = read_token(given.source, in.io.in);
    // The verifier is made from the same options as that of the service.
    std::vector<std::string> failures;
    auto issuers = issuers::load_and_fetch(configuration.issuers, failures);
    for (const std::string& each : failures)
        in.io.err << each << '\n';
    const auto verifier = expect(
        jwt::verifier::create(std::move(issuers), configuration.resolver.token_size), given.file
    );
    const time_point now = in.clock.now();
    const auto verified = verifier.verify(token, now);
    if (!verified)
        return refuse(given, verified.error(), in.io.out);
    // A check refuses a token without an identity, so it is made here, too.
    const auto identity = resolve::identity::from_token(*verified, configuration.identity);
    if (!identity)
        return refuse(given, identity.error(), in.io.out);
    (given.json ? print_json : print_text)(findings(*verified, now), in.io.out);
    return 0;
}

} // namespace

void add_token_verify(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command =
        parent.add_subcommand("verify", "Verifies a token with the issuers of a configuration");
    add_configuration_option(*command, given->file);
    add_token_argument(*command, given->source);
    command->add_flag("--json", given->json, "The result as JSON");
    command->footer(
        std::string(why_not_an_argument) +
        "\nExit code 0 if the token is valid, else 1 with the reason. Policies and identity "
        "headers "
        "are for `postern explain`.\n\n"
        "Examples:\n"
        "  postern token verify -c postern.yaml alice.jwt\n"
        "  postern token verify -c postern.yaml --json < alice.jwt"
    );
    perform_with(*command, given, chosen, verify);
}

} // namespace postern::cli
