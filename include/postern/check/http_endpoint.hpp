// An endpoint that answers over HTTP. It keeps the replies that can be built once.
#pragma once

#include <postern/check/endpoint.hpp>
#include <postern/http/reply.hpp>
#include <postern/resolve/resolver.hpp>

#include <array>
#include <cstddef>

namespace postern::check {

// Immutable; safe from every thread.
class http_endpoint : public endpoint
{
public:
    // `slot`: where a cached proof keeps the reply of this endpoint; each endpoint has its own.
    http_endpoint(endpoint_options options, std::size_t slot, const answer_options& answers);

    // The reply to a decision that was made under `rules`. A reply with an identity is built once
    // for each proof and kept in the proof's cache.
    http::reply_ptr reply(
        const resolve::decision& decision, const resolve::rules& rules,
        const resolve::auth_request& request, resolve::resolver& resolver
    ) const;

private:
    std::size_t slot_;
    std::array<http::reply_ptr, resolve::outcome_count> denials_; // under the endpoint's own rules
};

} // namespace postern::check
