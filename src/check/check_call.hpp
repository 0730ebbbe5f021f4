// What Envoy's CheckRequest says, as views into it.
#pragma once

#include <postern/check/grpc_endpoint.hpp>
#include <postern/grpc/messages.hpp>
#include <postern/http/head_parser.hpp>
#include <postern/resolve/auth_request.hpp>

#include <vector>

namespace postern::check {

// Cannot be moved, because its request points into it. The CheckRequest outlives it.
class check_call
{
public:
    // Envoy's message describes the client's request. gRPC metadata are never read: their
    // x-forwarded-for is Envoy's own address.
    check_call(
        const grpc::check_request& asked, const grpc_endpoint& at, const http::head_limits& most
    );
    check_call(const check_call&) = delete;
    check_call& operator=(const check_call&) = delete;

    const resolve::auth_request& request() const noexcept { return request_; }

    // Never null: those of the policy that the check names, or the endpoint's.
    const resolve::rules& rules() const noexcept { return *rules_; }

    // Why the check cannot be answered; no reason: it can.
    const error_code& unreadable() const noexcept { return unreadable_; }

private:
    error_code read_headers(const grpc::check_request& asked, const http::head_limits& most);
    error_code read_original(const grpc::check_request& asked);
    error_code read_context(const grpc::check_request& asked, const grpc_endpoint& at);

    std::vector<codec::header_field> fields_;
    resolve::auth_request request_;
    const resolve::rules* rules_;
    error_code unreadable_;
};

} // namespace postern::check
