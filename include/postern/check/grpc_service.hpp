// The service that Envoy asks over gRPC, on one worker: CheckRequest -> endpoint -> resolver ->
// CheckResponse, counted and logged as a check over HTTP.
#pragma once

#include <postern/check/worker_state.hpp>
#include <postern/grpc/service.hpp>
#include <postern/http/head_parser.hpp>

namespace postern::check {

// Every call on the worker's thread.
class grpc_service final : public grpc::service
{
public:
    // `shared` outlives the service. `most`: a check whose client sent more headers is refused.
    grpc_service(worker_state& shared, const http::head_limits& most) : shared_(shared), most_(most)
    {
    }

    grpc::reply_ptr answer_now(const grpc::check_request& asked) override;
    boost::asio::awaitable<grpc::reply_ptr> answer_later(const grpc::check_request& asked) override;

private:
    worker_state& shared_;
    http::head_limits most_;
};

} // namespace postern::check
