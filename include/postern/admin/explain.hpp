// POST /v1/explain, and its wire form, which `postern explain --json` prints, too.
//   {"endpoint": "/authz/nginx", "method": "GET", "headers": {"Cookie": ["a=1", "b=2"]}}
//   {"status": 401, "outcome": "none", "reason": "", "headers": {...},
//    "steps": [{"step": "credential", "finding": "..."}]}
#pragma once

#include <postern/admin/api_module.hpp>
#include <postern/base/error.hpp>
#include <postern/check/explain.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace postern::admin {

// `endpoint` is required. A header is one string or a list of strings; white space around them is
// removed. The error is a codec::errc or an admin::errc, and `problem` describes it for people. It
// names the member and never a value, because values are credentials.
result<check::explain_request> parse_explain_request(std::string_view json, std::string& problem);

// A header that occurs more than once becomes a list.
std::string render(const check::explanation&);

api_module explain_module(std::function<check::explanation(const check::explain_request&)> explain);

} // namespace postern::admin
