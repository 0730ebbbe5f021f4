// Answers of the operators' API: JSON, and errors as problem details (RFC 9457).
#pragma once

#include <postern/http/reply.hpp>

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::admin {

http::reply_ptr answer(unsigned status, std::string_view content_type, std::string_view body);
http::reply_ptr answer(unsigned status, const boost::json::object& body);

// `problems` becomes a member of that name unless it is empty (RFC 9457 §3.2).
http::reply_ptr problem(
    unsigned status, std::string_view detail, const std::vector<http::reply::header>& headers = {},
    const std::vector<std::string>& problems = {}
);

} // namespace postern::admin
