// The tables of all sections, and what is known while they are read.
#pragma once

#include <postern/config/configuration.hpp>

#include "table.hpp"

#include <string>
#include <vector>

namespace postern::config {

// The configuration so far. Names are there even if what they name was refused, so that one
// mistake is not reported twice.
struct draft
{
    configuration made;
    std::vector<std::string> issuers;
    std::vector<std::string> policies;
    bool session_asked = false; // an endpoint lists `session`
};

// An issuer while it is read: keys become a set when the last one is there.
struct issuer_draft
{
    jwt::profile profile;
    std::vector<keys::key> keys;
    keys::key_set set;
};

const mapping<draft>& root_keys();

type<draft> issuers();
type<issuer_draft> key_sources();
type<draft> policies();
type<draft> endpoints();
const mapping<draft>& identity_keys();
const mapping<resolve::login_options>& login_keys();
const mapping<session::options>& session_keys();
type<draft> store();
const mapping<resolver_options>& resolver_keys();
const mapping<resolve::memory_options>& memory_keys();
const mapping<crypto::thread_pool_options>& crypto_keys();
const mapping<admin::options>& admin_keys();
const mapping<log::options>& log_keys();
const mapping<configuration>& debug_keys();

// RFC 6265 §4.1.1: a cookie's name is a token.
type<std::string> cookie_name();

// One or more of the addresses that http::parse_listen_address knows.
type<std::vector<http::listen_address>> listen_addresses();

// Visible ASCII: what can stand in a header without any encoding.
bool is_visible(std::string_view text);

// The names that the operator gives to things: they become labels of metrics and words of a log.
type<std::string> name();
bool is_name(std::string_view text);
inline constexpr std::string_view name_rule = "name of 1 to 64 letters, digits, `.`, `_` or `-`";

} // namespace postern::config
