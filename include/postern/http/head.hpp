// The head of one request, as views into the octets it was parsed from. Nothing is copied or
// decoded.
#pragma once

#include <postern/codec/header_fields.hpp>

#include <boost/beast/http/field.hpp>

#include <cstdint>
#include <string_view>

namespace postern::http {

using field = codec::header_field;

struct head
{
    std::string_view method;
    std::string_view target; // as sent
    std::string_view path;   // of the target, without query; absolute-form: its path
    unsigned version = 11;   // 10 or 11
    codec::header_fields fields;
    bool keep_alive = true;
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool expect_continue = false;
};

} // namespace postern::http
