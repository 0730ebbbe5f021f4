// The tables of all sections, and the state while they are read.
#pragma once

#include <postern/config/configuration.hpp>

#include "table.hpp"

#include <string>
#include <vector>

namespace postern::config {

// The configuration so far. The names include those of issuers and policies that were refused, so
// that a reference to one is not a second mistake.
struct draft
{
    configuration made;
    std::vector<std::string> issuers;
    std::vector<std::string> policies;
    bool session_wanted = false;           // an endpoint lists `session`
    std::vector<keys::key_set> key_sets{}; // of made.issuers, as the files hold them now
};

// The documents of an issuer that are fetched. Their settings are the same.
struct remote_draft
{
    std::optional<http::url> jwks_url;
    std::optional<http::url> discovery;
    bool allow_http = false;
    issuers::remote common;
};

// An issuer while it is read. Its keys are loaded only to find what is wrong with them.
struct issuer_draft
{
    jwt::profile profile;
    issuers::sources sources;
    remote_draft remote;
    std::vector<keys::key> keys;
    keys::key_set set;
};

const mapping<draft>& root_keys();

type<draft> issuers();
type<issuer_draft> key_sources();

// The URL of a document that is fetched.
type<std::optional<http::url>> document_url();

// Adds the documents that are fetched to the issuer's sources.
void add_remotes(const value& from, issuer_draft& into);

type<draft> policies();
type<draft> default_endpoints();
type<draft> endpoints();
const mapping<draft>& identity_keys();
const mapping<resolve::login_options>& login_keys();
const mapping<session::options>& session_keys();
type<draft> store();
const mapping<resolve::stale_revocations>& revocation_keys();
const mapping<resolver_options>& resolver_keys();
const mapping<resolve::memory_options>& memory_keys();
const mapping<crypto::thread_pool_options>& crypto_keys();
const mapping<admin::options>& admin_keys();
const mapping<grpc_options>& grpc_keys();
const mapping<log::options>& log_keys();
const mapping<configuration>& debug_keys();

// Compares grpc.listen and grpc.endpoint with the other sections.
void check_grpc(const value& from, const configuration& made);

// The name of a dialect.
type<const dialect::dialect*> dialect_name();

// RFC 3986 §3: http or https with a host, without user information or fragment.
bool is_web_url(std::string_view text);

// RFC 6265 §4.1.1: a cookie's name is a token.
type<std::string> cookie_name();

// One or more of the addresses that http::parse_listen_address knows.
type<std::vector<http::listen_address>> listen_addresses();

// Names that the operator chooses. They become labels of metrics and words of log lines.
type<std::string> name();
bool is_name(std::string_view text);
inline constexpr std::string_view name_rule = "name of 1 to 64 letters, digits, `.`, `_` or `-`";

} // namespace postern::config
