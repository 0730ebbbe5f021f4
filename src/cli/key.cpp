// `postern key generate`: a new key pair for signing tokens, in files that did not exist before.
#include <postern/crypto/private_key.hpp>
#include <postern/keys/jwks.hpp>

#include "algorithms.hpp"
#include "command.hpp"
#include "new_files.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace postern::cli {
namespace {

struct options
{
    std::string algorithm = "RS256";
    unsigned bits = 2048;
    std::string kid;
    std::string out;
    std::string public_file;
    std::string jwks_file;
};

// The mode of a private key, and that of a public one.
constexpr mode_t for_owner = 0600;
constexpr mode_t for_everyone = 0644;

crypto::algorithm wanted_algorithm(const options& given)
{
    const crypto::algorithm id = named_algorithm(given.algorithm);
    if (crypto::traits(id).key == crypto::key_type::hmac)
        throw misused(
            "--algorithm " + given.algorithm +
            ": has a shared secret and no key pair; "
            "`openssl rand -base64 64` makes one"
        );
    return id;
}

unsigned wanted_bits(const options& given)
{
    constexpr std::array<unsigned, 3> sizes{2048, 3072, 4096};
    if (std::find(sizes.begin(), sizes.end(), given.bits) == sizes.end())
        throw misused("--bits: 2048, 3072 or 4096");
    return given.bits;
}

// A key set with this one key. It is parsed again, so that only a usable key set is written.
std::string
key_set_text(const crypto::public_key& key, const std::string& kid, crypto::algorithm id)
{
    std::string text = "{\"keys\":[" + keys::to_jwk({kid, key, {id}}) + "]}\n";
    const keys::key_import read = expect(keys::parse_jwks(text, {id}), "the new key");
    // The key itself was just made and is good, so only its kid can be the reason.
    if (read.keys.size() != 1)
        throw refused("--kid: " + read.skipped.at(0).reason.message());
    return text;
}

int generate(const options& given, const context& in)
{
    // Everything that needs no file comes first, so that an error leaves no file behind.
    const crypto::algorithm id = wanted_algorithm(given);
    const auto pair = expect(crypto::private_key::generate(id, wanted_bits(given)), "the new key");
    const auto published = expect(pair.public_part(), "the new key");
    const std::string kid = given.kid.empty() ? keys::thumbprint(published) : given.kid;
    const std::string key_set = key_set_text(published, kid, id);

    // If one file cannot be written, the destructor removes those before it.
    new_files files;
    files.write(given.out, for_owner, pair.to_pem().reveal());
    if (!given.public_file.empty())
        files.write(given.public_file, for_everyone, published.to_pem());
    if (!given.jwks_file.empty())
        files.write(given.jwks_file, for_everyone, key_set);
    files.keep();
    // The kid is the only output, so that a script can use it.
    in.io.out << kid << '\n';
    return 0;
}

} // namespace

void add_key(CLI::App& parent, action& chosen)
{
    CLI::App* group = parent.add_subcommand("key", "Makes keys");
    group->require_subcommand(1);
    auto given = std::make_shared<options>();
    CLI::App* command =
        group->add_subcommand("generate", "Makes a key pair for signing tokens and prints its kid");
    command->add_option("--algorithm", given->algorithm, algorithm_names(true))
        ->type_name("NAME")
        ->capture_default_str();
    command->add_option("--bits", given->bits, "Of an RSA key: 2048, 3072 or 4096")
        ->type_name("NUMBER")
        ->capture_default_str();
    command->add_option("--kid", given->kid, "The key's name (default: its RFC 7638 thumbprint)")
        ->type_name("KID");
    command->add_option("--out", given->out, "The private key, PKCS#8 PEM, made with mode 0600")
        ->required()
        ->type_name("FILE");
    command->add_option("--public", given->public_file, "The public key, PEM")->type_name("FILE");
    command->add_option("--jwks", given->jwks_file, "The public key as a JSON Web Key Set")
        ->type_name("FILE");
    command->footer("No file is ever overwritten.\n\n"
                    "Examples:\n"
                    "  postern key generate --algorithm ES256 --out key.pem --jwks jwks.json\n"
                    "  postern key generate --bits 3072 --out key.pem --public pub.pem");
    perform_with(*command, given, chosen, generate);
}

} // namespace postern::cli
