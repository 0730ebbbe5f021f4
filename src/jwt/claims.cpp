// RFC 7519 §4.1: the registered claims and their types. A claim of a wrong type is an error and not
// an absent claim.
#include <postern/base/unix_time.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>
#include <postern/jwt/claims.hpp>

#include <boost/json/monotonic_resource.hpp>

#include <cmath>

namespace postern::jwt {
namespace {

using boost::json::value;

constexpr std::size_t max_audiences = 32;
constexpr std::size_t max_id_size = 256;

error_code read_text(const value& found, std::optional<std::string>& out)
{
    const auto text = codec::text_of(found);
    if (!text)
        return errc::bad_claim_type;
    if (codec::has_control_character(*text))
        return errc::control_character;
    out.emplace(*text);
    return {};
}

// RFC 7519 §2: a number, perhaps with a fraction or an exponent.
error_code read_date(const value& found, std::optional<numeric_date>& out)
{
    if (!found.is_number())
        return errc::bad_claim_type;
    // The range is checked first, because converting a larger double is undefined.
    const double approximate = found.to_number<double>();
    if (!(approximate >= 0.0 && approximate < static_cast<double>(last_second + 1)))
        return errc::time_out_of_range;
    out = found.is_double() ? static_cast<numeric_date>(std::floor(approximate))
                            : found.to_number<numeric_date>();
    return {};
}

error_code append_audience(const value& entry, std::vector<std::string>& out)
{
    std::optional<std::string> text;
    if (const error_code failed = read_text(entry, text))
        return failed;
    out.push_back(std::move(*text));
    return {};
}

// RFC 7519 §4.1.3: one string or an array of strings.
error_code read_audience(const value& found, std::optional<std::vector<std::string>>& out)
{
    out.emplace();
    const boost::json::array* list = found.if_array();
    if (list == nullptr)
        return append_audience(found, *out);
    if (list->size() > max_audiences)
        return errc::bad_claim_type;
    for (const value& entry : *list)
        if (const error_code failed = append_audience(entry, *out))
            return failed;
    return {};
}

struct registered_claim
{
    std::string_view name;
    error_code (*read)(const value&, claims&);
};

// RFC 7519 §4.1.
constexpr registered_claim registered_claims[] = {
    {"iss", [](const value& found, claims& out) { return read_text(found, out.issuer); }},
    {"sub", [](const value& found, claims& out) { return read_text(found, out.subject); }},
    {"aud", [](const value& found, claims& out) { return read_audience(found, out.audience); }},
    {"exp", [](const value& found, claims& out) { return read_date(found, out.expires); }},
    {"nbf", [](const value& found, claims& out) { return read_date(found, out.not_before); }},
    {"iat", [](const value& found, claims& out) { return read_date(found, out.issued_at); }},
    {"jti", [](const value& found, claims& out) { return read_text(found, out.id); }},
};

error_code read_registered(std::string_view name, const value& found, claims& out)
{
    for (const registered_claim& each : registered_claims)
        if (each.name == name)
            return each.read(found, out);
    return {};
}

bool is_token_id(const std::string& text)
{
    return !text.empty() && text.size() <= max_id_size && codec::is_visible(text);
}

error_code check_shapes(const claims& read)
{
    if (read.subject && read.subject->empty())
        return errc::bad_claim_type;
    if (read.id && !is_token_id(*read.id))
        return errc::bad_claim_type;
    return {};
}

} // namespace

result<claims> parse_claims(std::string_view payload)
{
    // The members are small and are freed together, so a monotonic resource saves allocations.
    const auto storage =
        boost::json::make_shared_resource<boost::json::monotonic_resource>(1024 + payload.size());
    auto parsed = codec::parse_json_object(payload, {}, storage);
    if (!parsed)
        return errc::bad_claims_json;
    claims read{{}, {}, {}, {}, {}, {}, {}, std::move(*parsed)};
    // Registered claims are copied into their fields. `all` keeps every claim.
    for (const auto& member : read.all)
        if (const error_code failed = read_registered(member.key(), member.value(), read))
            return failed;
    if (const error_code failed = check_shapes(read))
        return failed;
    return read;
}

} // namespace postern::jwt
