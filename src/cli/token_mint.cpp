// `postern token mint`: makes a signed token, to try a configuration or for your own services.
#include <postern/codec/base64url.hpp>
#include <postern/codec/json.hpp>
#include <postern/config/scalar.hpp>
#include <postern/crypto/private_key.hpp>
#include <postern/crypto/random.hpp>
#include <postern/keys/jwks.hpp>

#include "algorithms.hpp"
#include "command.hpp"
#include "input.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <optional>
#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string key_file;
    std::string algorithm = "RS256";
    std::optional<std::string> kid; // none: the thumbprint
    std::string type = "JWT";
    std::optional<std::string> issuer;
    std::optional<std::string> subject;
    std::vector<std::string> audience;
    std::optional<std::string> expires_in;
    std::vector<std::string> claims;
    std::string claims_file;
    std::vector<std::string> without;
};

// The limits only keep a wrong file from filling the memory.
constexpr std::size_t max_key_text = 16 * 1024;
constexpr std::size_t max_claims_text = 256 * 1024;
constexpr const char* default_life = "10m";

// Signs with a private key, or with a shared secret for HS*.
struct signer
{
    std::string kid; // the name the key has by itself; empty for a secret
    std::function<std::string(std::string_view input)> sign;
};

signer secret_signer(crypto::algorithm id, std::string text)
{
    // One line break at the end is not part of the secret, as in `secret_file` of a configuration.
    for (const char end : {'\n', '\r'})
        if (!text.empty() && text.back() == end)
            text.pop_back();
    const auto key = expect(crypto::hmac_key::from_secret(id, secret(std::move(text))), "--key");
    return {{}, [key](std::string_view input) { return crypto::sign(key, input); }};
}

signer private_signer(crypto::algorithm id, const secret& pem)
{
    const auto key = expect(crypto::private_key::from_pem(pem.reveal()), "--key");
    // This key cannot sign with the algorithm that the header names.
    if (key.type() != crypto::traits(id).key)
        throw refused("--key: a key of another type than --algorithm needs");
    return {
        keys::thumbprint(expect(key.public_part(), "--key")),
        [key, id](std::string_view input) { return expect(key.sign(id, input), "--key"); },
    };
}

signer make_signer(const options& given)
{
    const crypto::algorithm id = named_algorithm(given.algorithm);
    std::string text = read_text(given.key_file, max_key_text);
    if (crypto::traits(id).key == crypto::key_type::hmac)
        return secret_signer(id, std::move(text));
    return private_signer(id, secret(std::move(text)));
}

boost::json::object header_of(const options& given, const signer& by)
{
    // An empty --typ or --kid leaves the parameter out.
    boost::json::object header{{"alg", given.algorithm}};
    if (!given.type.empty())
        header["typ"] = given.type;
    if (const std::string kid = given.kid.value_or(by.kid); !kid.empty())
        header["kid"] = kid;
    return header;
}

std::int64_t life_seconds(const std::string& text)
{
    const auto life = config::parse_duration(text);
    if (!life || *life < std::chrono::seconds(1))
        throw misused("--expires-in " + text + ": a time of at least 1s, such as 10m, 24h, 30d");
    return std::chrono::duration_cast<std::chrono::seconds>(*life).count();
}

void set_claims_of_file(boost::json::object& all, const std::string& file)
{
    const auto claims = expect(codec::parse_json_object(read_text(file, max_claims_text)), file);
    for (const auto& [name, value] : claims)
        all[name] = value;
}

void set_named_claims(boost::json::object& all, const options& given, std::int64_t now)
{
    if (given.issuer)
        all["iss"] = *given.issuer;
    if (given.subject)
        all["sub"] = *given.subject;
    // One audience is a string, several are a list (RFC 7519 §4.1.3).
    if (given.audience.size() == 1)
        all["aud"] = given.audience.front();
    else if (!given.audience.empty())
        all["aud"] = boost::json::array(given.audience.begin(), given.audience.end());
    if (given.expires_in)
        all["exp"] = now + life_seconds(*given.expires_in);
}

// `name=json`
void set_claim(boost::json::object& all, const std::string& text)
{
    const auto equals = text.find('=');
    if (equals == text.npos || equals == 0)
        throw misused("--claim: name=json is expected");
    const std::string name = text.substr(0, equals);
    // The value is parsed inside an object, because the parser accepts only objects. A text that
    // adds a second member is refused.
    const auto value = codec::parse_json_object("{\"value\":" + text.substr(equals + 1) + '}');
    if (!value || value->size() != 1)
        throw misused(
            "--claim " + name + ": not JSON; a text needs its quotes, '" + name + "=\"a text\"'"
        );
    all[name] = value->begin()->value();
}

boost::json::object claims_of(const options& given, std::int64_t now)
{
    constexpr std::size_t id_octets = 16;
    boost::json::object all{
        {"iat", now},
        {"exp", now + life_seconds(default_life)},
        {"jti", codec::base64url_encode(crypto::random_octets(id_octets))},
    };
    // Later sources override earlier ones: the defaults, the file, the options, and then --claim.
    if (!given.claims_file.empty())
        set_claims_of_file(all, given.claims_file);
    set_named_claims(all, given, now);
    for (const std::string& claim : given.claims)
        set_claim(all, claim);
    // --without comes last, so it also removes a claim that another option gave.
    for (const std::string& name : given.without)
        all.erase(name);
    return all;
}

int mint(const options& given, const context& in)
{
    const signer by = make_signer(given);
    const std::int64_t now = std::chrono::system_clock::to_time_t(in.clock.now());
    // The signature covers header and payload, with a dot between them (RFC 7515 §5.1).
    const std::string input =
        codec::base64url_encode(boost::json::serialize(header_of(given, by))) + '.' +
        codec::base64url_encode(boost::json::serialize(claims_of(given, now)));
    in.io.out << input << '.' << codec::base64url_encode(by.sign(input)) << '\n';
    return 0;
}

void add_claim_options(CLI::App& command, options& given)
{
    command.add_option("--issuer", given.issuer, "The claim iss")->type_name("TEXT");
    command.add_option("--subject", given.subject, "The claim sub")->type_name("TEXT");
    command.add_option("--audience", given.audience, "The claim aud; several make a list")
        ->allow_extra_args(false)
        ->type_name("TEXT");
    command.add_option("--expires-in", given.expires_in, "The time from now to exp (default: 10m)")
        ->type_name("TIME");
    command
        .add_option(
            "--claim", given.claims,
            "Any claim, with its value in JSON; overrides the other options"
        )
        ->allow_extra_args(false)
        ->type_name("NAME=JSON");
    command
        .add_option(
            "--claims-file", given.claims_file,
            "A file with a JSON object of claims; other options override them"
        )
        ->type_name("FILE");
    command.add_option("--without", given.without, "Leaves out a claim that is added by default")
        ->allow_extra_args(false)
        ->type_name("NAME");
}

} // namespace

void add_token_mint(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand("mint", "Makes and signs a token and prints it");
    command
        ->add_option("--key", given->key_file, "The private key (PEM), or the shared secret of HS*")
        ->required()
        ->type_name("FILE");
    command->add_option("--algorithm", given->algorithm, algorithm_names())
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option(
            "--kid", given->kid,
            "The key's name in the header (default: the key's RFC 7638 thumbprint); empty: none"
        )
        ->type_name("KID");
    command->add_option("--typ", given->type, "The header's typ; empty: none")
        ->type_name("TYPE")
        ->capture_default_str();
    add_claim_options(*command, *given);
    command->footer(
        "The claims iat (now), exp and a random jti are added by default. Standard output has only "
        "the "
        "token; keep it in a file that only you can read, or pipe it on.\n\n"
        "Examples:\n"
        "  postern token mint --key key.pem --issuer https://id.example.com --subject alice\n"
        "  postern token mint --key key.pem --subject alice --expires-in 1h \\\n"
        "      --claim 'https://authgear.com/claims/user/roles=[\"staff\"]' > alice.jwt\n"
        "  postern token mint --key key.pem --subject alice | postern token inspect"
    );
    perform_with(*command, given, chosen, mint);
}

} // namespace postern::cli
