// Strict JSON (RFC 8259) for text from outside: JOSE headers, claims, key sets, API bodies.
//
// Refused at any depth: duplicate member names (compared after unescaping), lone surrogates, text
// that is not UTF-8, numbers beyond a double, anything after the one value. Integers that fit 64
// bits stay exact (int64 or uint64 in the value). Longer ones become doubles, which are not read as
// integers. A number too small for a double becomes zero.
#pragma once

#include <postern/base/error.hpp>
#include <postern/codec/error.hpp>

#include <boost/json/object.hpp>
#include <boost/json/storage_ptr.hpp>

#include <cstddef>
#include <string_view>

namespace postern::codec {

struct json_limits
{
    std::size_t depth = 16;      // the top object is depth 1
    std::size_t members = 128;   // per object, at any depth
    std::size_t elements = 8192; // per array
};

// One JSON object and nothing but white space around it; the error is a codec::errc. The object
// lives in `storage`, which must outlive it unless it is counted.
result<boost::json::object> parse_json_object(
    std::string_view text, const json_limits& limits = {}, boost::json::storage_ptr storage = {}
);

} // namespace postern::codec
