// JSON values read as one type: nothing for a value of another type. Each caller says itself what a
// wrong type means.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace postern::codec {

// A view of a string; it lives as long as the value.
std::optional<std::string_view> text_of(const boost::json::value&) noexcept;

// The same if no control character is in it: a text that may become a header or a log line.
std::optional<std::string_view> plain_text_of(const boost::json::value&) noexcept;

// A whole number that fits 64 bits with a sign.
std::optional<std::int64_t> integer_of(const boost::json::value&) noexcept;

// The value at a path of member names. Null if it is missing, or if a value before it is no object.
const boost::json::value*
find_member(const boost::json::object&, std::span<const std::string> path) noexcept;

} // namespace postern::codec
