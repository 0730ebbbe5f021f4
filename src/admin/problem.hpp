// Answers of the operators' API: JSON, and errors as RFC 9457 problem details.
#pragma once

#include <postern/http/reply.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::admin {

http::reply_ptr answer(unsigned status, std::string_view type, std::string_view body);
http::reply_ptr answer(unsigned status, const boost::json::object& body);

// `problems`: a member of that name, if there are any (RFC 9457 §3.2).
http::reply_ptr problem(
    unsigned status, std::string_view detail, const std::vector<http::reply::header>& headers = {},
    const std::vector<std::string>& problems = {}
);

} // namespace postern::admin
