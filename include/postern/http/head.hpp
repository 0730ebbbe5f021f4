// The head of one request, as views into the octets it was parsed from. Nothing is copied or
// decoded.
#pragma once

#include <boost/beast/http/field.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace postern::http {

struct field
{
    boost::beast::http::field id; // unknown for names Beast does not list
    std::string_view name;        // as sent
    std::string_view value;       // without the white space around it
};

struct head
{
    std::string_view method;
    std::string_view target; // as sent
    std::string_view path;   // of the target, without query; absolute-form: its path
    unsigned version = 11;   // 10 or 11
    std::span<const field> fields;
    bool keep_alive = true;
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool expect_continue = false;

    // The only value of a name (compared without case, RFC 9110 §5.1). `count` says how often the
    // name occurs; the value is the first one.
    struct lookup
    {
        std::string_view value;
        unsigned count = 0;
    };
    lookup find(std::string_view name) const noexcept;
    lookup find(boost::beast::http::field id) const noexcept;
};

} // namespace postern::http
