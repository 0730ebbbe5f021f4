#include "check_call.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/dialect/original.hpp>

#include <boost/beast/http/field.hpp>

namespace postern::check {
namespace {

using http_request = envoy::service::auth::v3::HttpRequest;

const http_request& http_of(const grpc::check_request& asked)
{
    return asked.attributes().request().http();
}

codec::header_field field_of(std::string_view name, std::string_view value)
{
    return {
        boost::beast::http::string_to_field({name.data(), name.size()}), name,
        codec::without_white_space(value)};
}

std::size_t octets_of(const codec::header_field& field)
{
    constexpr std::size_t separators = 4; // in HTTP/1.1: colon, space, CR, LF
    return field.name.size() + field.value.size() + separators;
}

// Envoy's pseudo-headers are not fields; the message has what they say elsewhere.
bool is_pseudo(std::string_view name)
{
    return name.starts_with(':');
}

} // namespace

check_call::check_call(
    const grpc::check_request& asked, const grpc_endpoint& at, const http::head_limits& most
)
    : rules_(&at.rules()), unreadable_(read_headers(asked, most))
{
    request_.headers = fields_;
    if (!unreadable_)
        unreadable_ = read_original(asked);
    if (!unreadable_)
        unreadable_ = read_context(asked, at);
}

// attribute_context.proto: `header_map` has the headers with `encode_raw_headers`, else `headers`.
error_code check_call::read_headers(const grpc::check_request& asked, const http::head_limits& most)
{
    const http_request& http = http_of(asked);
    for (const auto& each : http.headers())
        if (!is_pseudo(each.key()))
            fields_.push_back(field_of(each.key(), each.value()));
    for (const auto& each : http.header_map().headers())
        if (!is_pseudo(each.key()))
            fields_.push_back(
                field_of(each.key(), each.raw_value().empty() ? each.value() : each.raw_value())
            );

    // The limits of an HTTP head.
    std::size_t octets = 0;
    for (const codec::header_field& each : fields_)
        octets += octets_of(each);
    if (fields_.size() > most.fields || octets > most.octets)
        return http::errc::head_too_large;
    return {};
}

// The client's address is the one that Envoy has read from x-forwarded-for behind its balancers and
// says in a header of its own. Without that header it is that of the connection (`source`), and
// without both the one that Envoy added to x-forwarded-for.
error_code check_call::read_original(const grpc::check_request& asked)
{
    const http_request& http = http_of(asked);
    resolve::original_request& original = request_.original;
    original = {http.method(), http.path(), http.host(), http.scheme(), {}};
    const auto external = request_.headers.find("x-envoy-external-address");
    original.client = external.count == 1
                          ? external.value
                          : asked.attributes().source().address().socket_address().address();
    const auto forwarded = request_.headers.find("x-forwarded-for");
    if (original.client.empty() && forwarded.count == 1)
        original.client = dialect::rightmost_address(forwarded.value);
    return dialect::check_original(original, {"method", "path", "host", "scheme"}).reason;
}

// A key that is not known may be a misspelt `policy`, so it opens nothing.
error_code check_call::read_context(const grpc::check_request& asked, const grpc_endpoint& at)
{
    for (const auto& each : asked.attributes().context_extensions()) {
        if (each.key() != "policy")
            return resolve::errc::option_unknown;
        const resolve::rules* const named = at.rules_of(each.value());
        if (named == nullptr)
            return resolve::errc::policy_unknown;
        rules_ = named;
    }
    return {};
}

} // namespace postern::check
