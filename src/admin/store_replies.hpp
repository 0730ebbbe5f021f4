// What the modules that call the store answer, and how they write their audit lines.
#pragma once

#include <postern/admin/answer.hpp>
#include <postern/admin/api_module.hpp>
#include <postern/admin/store_calls.hpp>
#include <postern/base/error.hpp>
#include <postern/store/engine.hpp>

#include <string_view>

namespace postern::admin {

// When the calls of one request must have ended.
steady_point deadline_of(const store_calls&);

// Writes one audit line. `failed` is why the change was not made, or no error. `target` is an id
// that the store knows and never text from the request, which may be the value of a cookie.
void write_audit(
    const store_calls&, const request& from, std::string_view action, std::string_view target,
    const error_code& failed
);

// No error if the change was made; `missing` if there was nothing to change.
error_code failure_of(const result<store::write_outcome>& done, const error_code& missing);

// The element of a list for a record that cannot be read.
boost::json::object unreadable(std::string_view id);

http::reply_ptr bad_list_query();

// 400 for a malformed request, 503 for everything that the store could not do.
http::reply_ptr refusal(const error_code& why, std::string_view detail = {});

} // namespace postern::admin
