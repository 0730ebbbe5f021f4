// Fetches the keys of an issuer once.
#pragma once

#include <postern/issuers/options.hpp>
#include <postern/keys/jwks.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>

namespace postern::issuers {

struct fetched
{
    keys::key_import keys;                       // with at least one usable key
    std::optional<std::chrono::seconds> max_age; // of Cache-Control
};

// The URL, for people.
std::string text_of(const remote&);

// With the settings of this document.
http::client make_client(const remote&);

// The error is one of http, keys or this room; the keys from before are then still the best ones.
// Metadata must name this issuer, and are fetched each time, because jwks_uri may change.
boost::asio::awaitable<result<fetched>> fetch(http::client by, remote from, jwt::profile issuer);

} // namespace postern::issuers
