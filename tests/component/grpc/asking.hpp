// A client of the listener.
#pragma once

#include <postern/grpc/messages.hpp>

#include <chrono>
#include <ext_authz/ext_authz.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>
#include <thread>

namespace postern::grpc {

inline check_request request(const std::string& path)
{
    check_request made;
    made.mutable_attributes()->mutable_request()->mutable_http()->set_path(path);
    return made;
}

struct outcome
{
    ::grpc::Status status;
    std::string body;
};

inline outcome
ask(const std::shared_ptr<::grpc::Channel>& channel, const check_request& asked,
    std::chrono::milliseconds deadline = std::chrono::seconds(10))
{
    ::grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    check_response got;
    const ::grpc::Status status =
        envoy::service::auth::v3::Authorization::NewStub(channel)->Check(&context, asked, &got);
    return {status, got.denied_response().body()};
}

template <class Condition>
bool soon(const Condition& holds)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!holds() && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return holds();
}

} // namespace postern::grpc
