// Reads the members of an answer of the operators' listener. If a member is missing or has another
// type, the command ends: the answer is not one of Postern.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <string_view>

namespace postern::cli {

const boost::json::object& object_of(const boost::json::value&);
const boost::json::object& object_at(const boost::json::object&, std::string_view member);
const boost::json::array& list_at(const boost::json::object&, std::string_view member);
std::string_view text_at(const boost::json::object&, std::string_view member);
std::int64_t seconds_at(const boost::json::object&, std::string_view member); // Unix time

} // namespace postern::cli
