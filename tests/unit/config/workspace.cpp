#include "workspace.hpp"

#include <postern/keys/jwks.hpp>

#include "support/mint.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <unistd.h>

namespace postern::test {
namespace {

using crypto::algorithm;

std::filesystem::path new_folder()
{
    static std::atomic<int> count = 0;
    const std::string name =
        "postern-config-" + std::to_string(::getpid()) + '-' + std::to_string(++count);
    return std::filesystem::temp_directory_path() / name;
}

std::string jwk(algorithm id, const std::string& kid)
{
    return keys::to_jwk({kid, public_key(id), {id}});
}

std::string jwks(std::initializer_list<std::string> keys)
{
    std::string all;
    for (const std::string& key : keys)
        all += (all.empty() ? "" : ",") + key;
    return "{\"keys\":[" + all + "]}";
}

} // namespace

workspace::workspace() : folder_(new_folder())
{
    ::setenv("POSTERN_TEST_EMPTY", "", 1);
    std::filesystem::create_directories(folder_ / "keys");
    const std::string rsa = jwk(algorithm::rs256, "rsa");
    const std::string ed = jwk(algorithm::eddsa, "ed");
    write("rsa.json", jwks({rsa}));
    write("ed.json", jwks({ed}));
    write("both.json", jwks({rsa, ed}));
    write("twice.json", jwks({jwk(algorithm::eddsa, "rsa")}));
    write("same.json", jwks({rsa, jwk(algorithm::eddsa, "rsa")}));
    write("empty.json", jwks({}));
    write("list.json", "[]");
    write("rsa.pem", public_key(algorithm::rs256).to_pem());
    write("ed.pem", public_key(algorithm::eddsa).to_pem());
    write("broken.pem", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    write("private.pem", signing_key(algorithm::eddsa).to_pem().reveal());
    write("hmac.secret", std::string(shared_secret) + '\n', true);
    for (const char* const name : {"redis", "sentinel"})
        write(std::string(name) + ".password", shared_secret, true);
    write("open.secret", shared_secret);
    write("empty.secret", "", true);
    write("open.token", "a-token-of-more-than-16-characters");
    for (const char* const name : {"main", "authgear"})
        write("keys/" + std::string(name) + ".jwks.json", jwks({rsa}));
    write("keys/provide.jwks.json", jwks({jwk(algorithm::rs256, "10:5f:d2"), ed}));
    write("keys/ampersand-auth.pem", public_key(algorithm::rs256).to_pem());
}

workspace::~workspace()
{
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void workspace::write(const std::string& name, std::string_view text, bool owner_only) const
{
    const std::filesystem::path file = folder_ / name;
    std::ofstream(file, std::ios::binary) << text;
    using std::filesystem::perms;
    const perms mode = perms::owner_read | perms::owner_write;
    std::filesystem::permissions(file, owner_only ? mode : mode | perms::others_read);
}

config::loaded workspace::load(const std::string& text) const
{
    return config::load_text(text, "p.yaml", folder_);
}

const workspace& shared_workspace()
{
    static const workspace kept;
    return kept;
}

std::string lines(const std::vector<config::problem>& problems)
{
    std::string all;
    for (const config::problem& problem : problems)
        all += problem.line_text() + '\n';
    return all;
}

} // namespace postern::test
