// What the answer says beside its status if it does not allow, whatever carries it: HTTP or gRPC.
#pragma once

#include <postern/check/answer.hpp>
#include <postern/dialect/dialect.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

struct denial_header
{
    std::string_view name;
    std::string value;
};

// Without Cache-Control. An answer that allows has none of these, unless it clears a cookie.
std::vector<denial_header> denial_headers(const dialect::dialect& dialect, const answer& answer);

std::string denial_body(const dialect::dialect& dialect, const answer& answer); // empty: none

} // namespace postern::check
