// One check between the library, which owns the connection, and the worker that answers it.
#pragma once

#include <postern/grpc/server.hpp>

#include <atomic>
#include <cstddef>
#include <grpcpp/grpcpp.h>
#include <memory>

namespace postern::grpc {

// What all calls of a server share. It outlives them.
struct calls
{
    events on;
    std::size_t most = 0; // at one time
    std::atomic<std::size_t> running{0};
    std::atomic<bool> accepting{false};
};

// A call is finished once: by its answer, or when its peer has gone. It holds itself until the
// library is done with it, and the worker's job holds it, too: whichever is last destroys it.
class call final : public ::grpc::ServerUnaryReactor
{
public:
    // `request` and `response` belong to the library and live until OnDone().
    static ::grpc::ServerUnaryReactor* begin(
        calls& all, worker& answering, const ::grpc::ByteBuffer& request,
        ::grpc::ByteBuffer& response
    );

    call(calls& all, ::grpc::ByteBuffer& response) : all_(all), response_(response) {}
    ~call() override;

private:
    void OnCancel() override;
    void OnDone() override;

    bool decode(const ::grpc::ByteBuffer& request);
    void refuse(::grpc::StatusCode code, const char* reason);
    void answer(worker& answering);
    void answer_later(worker& answering);
    void fail(const std::exception_ptr& thrown);
    void finish(const reply& answer);
    void finish(const ::grpc::Status& status);
    bool take_finish() noexcept { return !finished_.exchange(true); }

    calls& all_;
    ::grpc::ByteBuffer& response_;
    check_request request_;
    std::atomic<bool> finished_{false};
    std::shared_ptr<call> self_;
};

} // namespace postern::grpc
