// An answer as an HTTP reply, in the form that the proxy's dialect wants.
#pragma once

#include <postern/check/answer.hpp>
#include <postern/dialect/dialect.hpp>
#include <postern/http/reply.hpp>

namespace postern::check {

http::reply_ptr render_http(const dialect::dialect& dialect, const answer& answer);

} // namespace postern::check
