// One path of the resolver at work: reads what its proxy asks, writes what its proxy wants to hear.
#pragma once

#include <postern/check/options.hpp>
#include <postern/http/reply.hpp>
#include <postern/resolve/decision.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::check {

// What all endpoints of one configuration say alike.
struct answer_options
{
    std::vector<std::string> identity_headers; // resolve::header_names()
    resolve::login_options login;
    bool debug_reasons = false; // adds X-Postern-Reason to refusals
    std::string clear_cookie{}; // the session cookie's name, where a bad one is taken away
};

// Immutable; safe from every thread.
class endpoint
{
public:
    endpoint(endpoint_options, std::size_t number, const answer_options&);

    const std::string& path() const noexcept { return options_.path; }
    std::size_t number() const noexcept { return number_; } // files replies in a verdict
    const resolve::rules& rules() const noexcept { return options_.rules; }
    const dialect::dialect& speaks() const noexcept { return *options_.speaks; }

    // Fills the original request; an error is a proxy that is not set up for this dialect.
    error_code read(const http::head& head, resolve::original_request& original) const
    {
        return options_.speaks->read(head, original).reason;
    }

    // The answer to a decision. A reply that identifies is built once per verdict and filed in
    // `memory`.
    http::reply_ptr answer(
        const resolve::decision&, const resolve::auth_request&, resolve::credential_cache& memory
    ) const;

private:
    http::reply_ptr identify(const resolve::proof_ptr&, resolve::credential_cache&) const;
    http::reply_ptr refuse(const resolve::decision&, const resolve::auth_request&) const;
    http::reply_ptr build(
        resolve::outcome, std::string_view reason, std::string_view login_url,
        bool clears_cookie = false
    ) const;
    std::string identity_block(resolve::outcome, const resolve::identity* who) const;
    bool login_fits(resolve::outcome) const noexcept;
    bool may_return_to(std::string_view host) const;

    // The login page, with the way back where that is allowed.
    std::string login_url(const resolve::original_request&) const;

    endpoint_options options_;
    std::size_t number_;
    answer_options say_;
    std::array<http::reply_ptr, resolve::outcome_count> ready_; // what needs nothing of the request
};

} // namespace postern::check
