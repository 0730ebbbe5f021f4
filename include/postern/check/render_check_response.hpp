// An answer as Envoy's CheckResponse.
#pragma once

#include <postern/check/answer.hpp>
#include <postern/dialect/dialect.hpp>
#include <postern/grpc/messages.hpp>

namespace postern::check {

// It always has a status and either `ok_response`, with status OK, or `denied_response`, with
// another one: Envoy lets a request pass on an empty message. Headers overwrite and never append. A
// value that no header can have makes it a denial.
grpc::check_response render_check_response(const dialect::dialect& dialect, const answer& answer);

} // namespace postern::check
