#include <postern/admin/error.hpp>
#include <postern/admin/explain.hpp>
#include <postern/codec/ascii.hpp>
#include <postern/codec/escape.hpp>
#include <postern/codec/json.hpp>
#include <postern/codec/json_value.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace postern::admin {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_name = 64; // in a problem

bool is_path(std::string_view text)
{
    return text.starts_with('/') && codec::is_visible(text);
}

bool is_field_value(std::string_view text)
{
    // RFC 9110 §5.5; a tab is allowed inside a value
    return std::ranges::none_of(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
}

// Reads the members in any order. The first problem ends it.
class reader
{
public:
    explicit reader(std::string& problem) : problem_(problem) {}

    result<check::explain_request> read(const json::object& members)
    {
        for (const auto& [name, value] : members) {
            if (const auto error = read_member(name, value))
                return error;
        }
        // Only this member is required.
        if (request_.endpoint.empty())
            return refuse(errc::missing_member, "endpoint");
        return std::move(request_);
    }

private:
    error_code read_member(std::string_view name, const json::value& value)
    {
        struct row
        {
            std::string_view name;
            error_code (reader::*read)(const json::value&);
        };
        // The members that a request may have, each with its reader.
        static constexpr row rows[] = {
            {"endpoint", &reader::read_endpoint},
            {"method", &reader::read_method},
            {"headers", &reader::read_headers},
        };
        const auto* const found = std::ranges::find(rows, name, &row::name);
        return found == std::end(rows) ? refuse(errc::unknown_member, name)
                                       : (this->*found->read)(value);
    }

    error_code read_endpoint(const json::value& value)
    {
        const auto text = codec::text_of(value);
        if (!text)
            return refuse(errc::wrong_type, "endpoint");
        request_.endpoint = *text;
        return is_path(request_.endpoint) ? error_code() : refuse(errc::bad_endpoint, "endpoint");
    }

    error_code read_method(const json::value& value)
    {
        const auto text = codec::text_of(value);
        if (!text)
            return refuse(errc::wrong_type, "method");
        request_.method = *text;
        // RFC 9110 §9.1: a method is a token.
        return codec::is_token(request_.method) ? error_code() : refuse(errc::bad_method, "method");
    }

    error_code read_headers(const json::value& value)
    {
        if (!value.is_object())
            return refuse(errc::wrong_type, "headers");
        for (const auto& [name, values] : value.get_object()) {
            if (const auto error = read_field(name, values))
                return error;
        }
        return {};
    }

    error_code read_field(std::string_view name, const json::value& values)
    {
        // RFC 9110 §5.1: a field name is a token.
        if (!codec::is_token(name))
            return refuse(errc::bad_field_name, name);
        // One string is one header. A list makes one header of each string.
        if (!values.is_array())
            return add_field(name, values);
        for (const auto& value : values.get_array()) {
            if (const auto error = add_field(name, value))
                return error;
        }
        return {};
    }

    error_code add_field(std::string_view name, const json::value& value)
    {
        const auto text = codec::text_of(value);
        if (!text)
            return refuse(errc::wrong_type, name);
        if (!is_field_value(*text))
            return refuse(errc::bad_field_value, name);
        // RFC 9110 §5.5: white space around a value does not belong to it.
        request_.headers.emplace_back(name, codec::without_white_space(*text));
        return {};
    }

    error_code refuse(errc why, std::string_view member)
    {
        const error_code error = why;
        // Shorten and escape the name, because the client chose it.
        problem_ = codec::escaped(member, longest_name) + ": " + error.message();
        return error;
    }

    std::string& problem_;
    check::explain_request request_;
};

} // namespace

result<check::explain_request> parse_explain_request(std::string_view text, std::string& problem)
{
    const auto members = codec::parse_json_object(text);
    if (members)
        return reader(problem).read(*members);
    problem = "not one JSON object: " + members.error().message();
    return members.error();
}

} // namespace postern::admin
