// The wire form of POST /v1/explain and of `postern explain --json`.
//   {"endpoint": "/authz/nginx", "method": "GET", "headers": {"Cookie": ["a=1", "b=2"]}}
//   {"status": 401, "outcome": "none", "reason": "", "headers": {...},
//    "steps": [{"step": "credential", "finding": "..."}]}
#pragma once

#include <postern/base/error.hpp>
#include <postern/check/explain.hpp>

#include <string>
#include <string_view>

namespace postern::admin {

// Only `endpoint` is needed; a header is one string or a list of them, without the white space
// around it. The error is a codec::errc or an admin::errc; `problem` then says it for people and
// names the member, never a value: values are credentials.
result<check::explain_request> parse_explain_request(std::string_view json, std::string& problem);

// A header that occurs more than once becomes a list.
std::string render(const check::explanation&);

} // namespace postern::admin
