#include "fetch.hpp"

#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/issuers/error.hpp>
#include <postern/keys/files.hpp>
#include <postern/keys/provide.hpp>

#include "refresh.hpp"

#include <boost/json/value.hpp>

namespace postern::issuers {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_bearer = 16 * 1024;

// The file is read for each request, because Kubernetes replaces it.
result<std::string> read_bearer(const std::filesystem::path& file)
{
    const auto text = keys::read_file(file, longest_bearer);
    if (!text)
        return errc::unreadable_bearer_file;
    const auto last = text->find_last_not_of(" \t\r\n");
    if (last == std::string::npos)
        return errc::unreadable_bearer_file;
    return "Bearer " + text->substr(0, last + 1);
}

asio::awaitable<result<http::client_response>> get(http::client by, remote from, http::url to)
{
    http::client_request request;
    request.to = to;
    request.fields.emplace_back("Accept", "application/json");
    // Another server than the configured one does not get the token.
    if (!from.bearer_file.empty() && to.host_and_port() == from.url.host_and_port()) {
        auto bearer = read_bearer(from.bearer_file);
        if (!bearer)
            co_return bearer.error();
        request.fields.emplace_back("Authorization", std::move(*bearer));
    }
    auto answered = co_await by.send(std::move(request));
    if (answered && answered->status != 200)
        co_return errc::bad_status;
    co_return answered;
}

// OpenID Connect Discovery 1.0 §4.3, RFC 8414 §3.3: the metadata must be those of this issuer.
result<http::url> read_metadata(std::string_view text, const jwt::profile& issuer)
{
    const auto document = codec::parse_json_object(text);
    if (!document)
        return errc::bad_metadata;
    const auto member = [&](std::string_view name) {
        const auto* const found = document->if_contains(name);
        return found == nullptr ? std::nullopt : codec::text_of(*found);
    };
    if (member("issuer") != issuer.issuer)
        return errc::issuer_mismatch;
    const auto url = http::parse_url(member("jwks_uri").value_or(std::string_view()));
    if (!url)
        return errc::bad_metadata;
    return *url;
}

result<fetched> read_keys(const http::client_response& from, document kind, const jwt::profile& of)
{
    const auto parse = kind == document::provide ? keys::parse_provide_keys : keys::parse_jwks;
    auto read = parse(from.body, of.algorithms, {});
    if (!read)
        return read.error();
    if (read->keys.empty())
        return keys::make_error_code(keys::errc::no_usable_key);
    return fetched{std::move(*read), max_age_of(from.field("Cache-Control"))};
}

} // namespace

std::string text_of(const remote& from)
{
    return from.url.scheme + "://" + from.url.authority() + from.url.target;
}

http::client make_client(const remote& from)
{
    http::client_options made;
    made.ca_file = from.ca_file;
    made.plain = from.plain;
    made.proxy = http::proxy_from_environment();
    return http::client(std::move(made));
}

asio::awaitable<result<fetched>> fetch(http::client by, remote from, jwt::profile issuer)
{
    http::url of_keys = from.url;
    if (from.kind == document::metadata) {
        const auto answered = co_await get(by, from, from.url);
        if (!answered)
            co_return answered.error();
        const auto found = read_metadata(answered->body, issuer);
        if (!found)
            co_return found.error();
        of_keys = *found;
    }
    const auto answered = co_await get(by, from, of_keys);
    if (!answered)
        co_return answered.error();
    co_return read_keys(*answered, from.kind, issuer);
}

} // namespace postern::issuers
