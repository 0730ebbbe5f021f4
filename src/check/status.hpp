// The status of each outcome, and what a denial says.
#pragma once

#include <postern/check/options.hpp>
#include <postern/resolve/decision.hpp>
#include <postern/resolve/options.hpp>

#include <string>
#include <string_view>

namespace postern::check {

// Of an answer without an identity: 200, 400, 401, 403 or 503.
unsigned status_of(resolve::outcome outcome, resolve::mode mode) noexcept;

// WWW-Authenticate (RFC 6750 §3, RFC 9728 §5.1); empty: none.
std::string
challenge_of(resolve::outcome outcome, const resolve::rules& rules, const challenge_options& more);

// One word for the body of a denial.
std::string_view error_word_of(resolve::outcome outcome) noexcept;

} // namespace postern::check
