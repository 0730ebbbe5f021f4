// `postern token inspect`: shows the contents of a token. Nothing is verified, so the configuration
// of its issuer is not needed; the output must say so clearly.
#include <postern/codec/base64url.hpp>
#include <postern/codec/escape.hpp>
#include <postern/jwt/claims.hpp>
#include <postern/jwt/jws.hpp>

#include "command.hpp"
#include "input.hpp"
#include "terminal.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>
#include <optional>
#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string source = "-";
    bool json = false;
};

// Reads a segment leniently, because people inspect tokens that were refused.
std::optional<boost::json::object> read_segment(std::string_view segment)
{
    const auto text = codec::base64url_decode(segment);
    if (!text)
        return {};
    boost::system::error_code failed;
    boost::json::value value = boost::json::parse(*text, failed);
    if (failed || !value.is_object())
        return {};
    return std::move(value.as_object());
}

struct contents
{
    std::optional<boost::json::object> header;
    std::optional<boost::json::object> claims;
};

contents read_contents(std::string_view token)
{
    // A token is header, payload and signature, with dots between them (RFC 7515 §7.1).
    const auto first = token.find('.');
    const auto second = first == token.npos ? first : token.find('.', first + 1);
    if (second == token.npos)
        return {};
    return {
        read_segment(token.substr(0, first)),
        read_segment(token.substr(first + 1, second - first - 1)),
    };
}

// Why no profile could accept the token. No error if that depends on the profile.
error_code refusal(std::string_view token)
{
    const auto parsed = jwt::parse_jws(token, token.size());
    if (!parsed)
        return parsed.error();
    const auto claims = jwt::parse_claims(parsed->payload);
    return claims ? error_code() : claims.error();
}

// The claims that hold a NumericDate: RFC 7519 §4.1 and OpenID Connect Core §2.
bool is_time(std::string_view name)
{
    return name == "exp" || name == "nbf" || name == "iat" || name == "auth_time";
}

// Describes a NumericDate (RFC 7519 §2) for people. Empty if the value is not one.
std::string time_note(const boost::json::value& value, time_point now)
{
    const double limit = 253402300800.0; // the year 10000
    const double number = value.is_number() ? value.to_number<double>() : -1.0;
    if (!(number >= 0.0 && number < limit))
        return {};
    const auto seconds = static_cast<std::int64_t>(std::floor(number));
    return "    (" + utc_text(seconds) + ", " + distance_text(seconds, now) + ')';
}

void print_members(
    const char* title, const std::optional<boost::json::object>& members, time_point now,
    std::ostream& out
)
{
    out << title << (members ? "" : ": cannot be read") << '\n';
    if (!members)
        return;
    // Anyone can write this text, so its control characters are escaped for the terminal.
    for (const auto& [name, value] : *members) {
        out << "  " << codec::escaped(boost::json::serialize(boost::json::string(name))) << ": "
            << codec::escaped(boost::json::serialize(value));
        if (is_time(name))
            out << time_note(value, now);
        out << '\n';
    }
}

void print_text(const contents& found, time_point now, std::ostream& out)
{
    out << "NOTHING WAS VERIFIED: anyone can write a token that says this.\n\n";
    print_members("header (unverified)", found.header, now, out);
    print_members("claims (unverified)", found.claims, now, out);
}

void print_json(const contents& found, const error_code& refusal, std::ostream& out)
{
    // A part that cannot be read stays null.
    boost::json::object all{{"verified", false}, {"header", nullptr}, {"claims", nullptr}};
    if (found.header)
        all["header"] = *found.header;
    if (found.claims)
        all["claims"] = *found.claims;
    all["refused"] = refusal ? boost::json::value(refusal.message()) : boost::json::value();
    out << codec::escaped(boost::json::serialize(all)) << '\n';
}

int inspect(const options& given, const context& in)
{
    const std::string token = read_token(given.source, in.io.in);
    const contents found = read_contents(token);
    const error_code reason = refusal(token);
    // The contents are printed even if the token is refused: people want to see why.
    if (given.json)
        print_json(found, reason, in.io.out);
    else if (found.header || found.claims)
        print_text(found, in.clock.now(), in.io.out);
    if (reason)
        throw refused("refused whatever the issuer: " + reason.message());
    return 0;
}

} // namespace

void add_token_inspect(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command =
        parent.add_subcommand("inspect", "Shows what a token says, without verifying anything");
    add_token_argument(*command, given->source);
    command->add_flag("--json", given->json, "Header and claims as JSON");
    command->footer(
        std::string(why_not_an_argument) +
        "\nExit code 1 if no issuer could accept the token. The signature is never "
        "shown.\n\n"
        "Examples:\n"
        "  postern token inspect alice.jwt\n"
        "  postern token inspect < alice.jwt\n"
        "  postern token inspect --json alice.jwt | jq .claims.sub"
    );
    perform_with(*command, given, chosen, inspect);
}

} // namespace postern::cli
