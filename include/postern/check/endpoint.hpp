// One endpoint of the resolver: from a decision to the answer. It knows no transport.
#pragma once

#include <postern/check/answer.hpp>
#include <postern/check/options.hpp>
#include <postern/resolve/auth_request.hpp>
#include <postern/resolve/decision.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

// What all endpoints of one configuration answer alike.
struct answer_options
{
    std::vector<std::string> identity_headers; // resolve::header_names()
    resolve::login_options login;
    bool debug_reasons = false; // a denial shows its reason
    std::string clear_cookie{}; // the session cookie's name, if a bad one is to be cleared
};

// Immutable; safe from every thread.
class endpoint
{
public:
    endpoint(endpoint_options options, const answer_options& answers);

    const std::string& path() const noexcept { return options_.path; }
    // Those of a request that has no others.
    const resolve::rules& rules() const noexcept { return options_.rules; }
    const dialect::dialect& dialect() const noexcept { return *options_.dialect; }

    // Fills the original request. An error: the proxy is not set up for this dialect, or the
    // client's request cannot be read.
    dialect::unreadable read(const http::head& head, resolve::original_request& original) const
    {
        return options_.dialect->read(head, options_.path, original);
    }

    // The answer to a decision that was made under `rules`.
    answer conclude(
        const resolve::decision& decision, const resolve::rules& rules,
        const resolve::auth_request& request
    ) const;

    // The part of an answer without identity that depends on the outcome and the rules alone.
    answer denial(resolve::outcome outcome, const resolve::rules& rules) const;

    // Whether the answer is 200 with the identity of the decision. Then it depends on nothing else.
    static bool identifies(const resolve::decision& decision, const resolve::rules& rules) noexcept;

    // Whether the answer to this decision is more than denial().
    bool depends_on_request(
        const resolve::decision& decision, const resolve::rules& rules,
        const resolve::auth_request& request
    ) const noexcept;

private:
    answer identity_of(const resolve::identity& who) const;
    bool leads_to_login(
        const resolve::decision& decision, const resolve::rules& rules,
        const resolve::auth_request& request
    ) const noexcept;
    bool clears_cookie(const resolve::decision& decision) const noexcept;

    endpoint_options options_;
    answer_options answers_;
};

} // namespace postern::check
