// RFC 6750 §2.1 for the Authorization header, RFC 6265 §4.2 for cookies. Nothing is read from a
// query or a body.
#include <postern/codec/authorization.hpp>
#include <postern/codec/cookie.hpp>
#include <postern/resolve/credential.hpp>

#include <boost/beast/http/field.hpp>

#include <optional>

namespace postern::resolve {
namespace {

using boost::beast::http::field;

bool contains(std::string_view text, char c) noexcept
{
    return text.find(c) != text.npos;
}

// `Bearer` 1*SP token. A comma or white space inside would begin a second credential in the line.
credential read_bearer(std::string_view token)
{
    if (token.empty() || contains(token, ' ') || contains(token, '\t') || contains(token, ','))
        return {{}, errc::bearer_malformed, nullptr, {}};
    return {token, {}, nullptr, {}};
}

std::optional<credential> find_bearer(codec::header_fields headers, unsigned& foreign)
{
    const auto authorization = headers.find(field::authorization);
    if (authorization.count == 0)
        return std::nullopt;
    // RFC 9110 §5.3: the field is no list, so two lines are two credentials.
    if (authorization.count > 1)
        return credential{{}, errc::authorization_doubled, nullptr, {}};
    if (const auto token = codec::bearer_token(authorization.value))
        return read_bearer(*token);
    ++foreign;
    return std::nullopt;
}

// Several Cookie lines read as one list. A name with two values is refused: an attacker may have
// added the second one (cookie tossing).
std::optional<credential> find_cookie(codec::header_fields headers, std::string_view name)
{
    std::optional<std::string_view> value;
    for (const codec::header_field& line : headers) {
        if (line.id != field::cookie)
            continue;
        std::string_view rest = line.value;
        while (const auto cookie = codec::next_cookie(rest)) {
            if (cookie->name != name)
                continue;
            if (value && *value != cookie->value)
                return credential{{}, errc::cookie_doubled, nullptr, {}};
            value = cookie->value;
        }
    }
    if (!value || value->empty())
        return std::nullopt;
    return credential{*value, {}, nullptr, {}};
}

} // namespace

credentials
find_credentials(codec::header_fields headers, const std::vector<credential_source>& sources)
{
    credentials all;
    for (const credential_source& source : sources) {
        auto found = source.type == credential_source::kind::bearer
                         ? find_bearer(headers, all.foreign_schemes)
                         : find_cookie(headers, source.cookie);
        if (!found)
            continue;
        found->source = &source;
        all.found.push_back(*found);
    }
    return all;
}

} // namespace postern::resolve
