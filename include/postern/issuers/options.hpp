// Where the keys of an issuer come from.
#pragma once

#include <postern/http/client.hpp>
#include <postern/jwt/profile.hpp>
#include <postern/keys/key_set.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace postern::issuers {

// A file with one public key.
struct pem_file
{
    std::string kid; // empty: the key has no name
    std::filesystem::path file;
    crypto::algorithm_set algorithms; // that it may verify, as far as they fit the key

    friend bool operator==(const pem_file&, const pem_file&) = default;
};

// How often keys are fetched.
struct refresh_limits
{
    std::chrono::seconds usual{600};       // between fetches, if the issuer says nothing
    std::chrono::seconds shortest{60};     // whatever Cache-Control says
    std::chrono::seconds longest{86400};   // whatever Cache-Control says
    std::chrono::seconds cool_down{30};    // between attempts because of unknown kids
    std::chrono::seconds max_stale{86400}; // after the last success the keys are not used any more

    friend bool operator==(const refresh_limits&, const refresh_limits&) = default;
};

enum class document
{
    jwk_set,  // RFC 7517
    provide,  // the key list of Provide Ident (keys/provide.hpp)
    metadata, // OpenID Connect Discovery or RFC 8414: it names the URL of the JWK set
};

// A document that is fetched.
struct remote
{
    http::url url;
    document kind = document::jwk_set;
    std::filesystem::path ca_file;     // empty: the authorities of the system
    std::filesystem::path bearer_file; // the token that the issuer wants; empty: none
    http::plain_http plain = http::plain_http::never;
    refresh_limits limits;

    friend bool operator==(const remote&, const remote&) = default;
};

// Together they make the keys of the issuer.
struct sources
{
    std::filesystem::path jwks_file; // empty: none
    std::vector<pem_file> pem_files;
    std::vector<keys::key> fixed; // shared secrets, which the configuration itself holds
    std::vector<remote> remotes;
};

struct options
{
    jwt::profile profile;
    sources keys;
};

} // namespace postern::issuers
