// One check between the library, which owns the connection, and the worker that answers it.
#pragma once

#include <postern/grpc/server.hpp>

#include "connection_counts.hpp"

#include <atomic>
#include <cstddef>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <string>
#include <utility>

namespace postern::grpc {

// What all calls of a server share. A call can outlive its server, in the job of a worker.
struct calls
{
    events on;
    std::size_t most = 0; // at one time
    std::size_t most_of_a_connection = 0;
    std::atomic<std::size_t> running{0};
    connection_counts by_connection;
    std::atomic<bool> accepting{false};
};

// A call is finished once: by its answer, or when its peer has gone. It holds itself until the
// library is done with it, and the worker's job holds it, too. The last of them destroys it.
class call final : public ::grpc::ServerUnaryReactor, public std::enable_shared_from_this<call>
{
public:
    // `request` and `response` belong to the library and live until OnDone().
    static ::grpc::ServerUnaryReactor* begin(
        const std::shared_ptr<calls>& all, const worker& answering, std::string peer,
        const ::grpc::ByteBuffer& request, ::grpc::ByteBuffer& response
    );

    call(std::shared_ptr<calls> all, std::string peer, ::grpc::ByteBuffer& response)
        : all_(std::move(all)), peer_(std::move(peer)), response_(response)
    {
    }
    ~call() override;

private:
    void OnCancel() override;
    void OnDone() override;

    bool take_place();
    bool decode(const ::grpc::ByteBuffer& request);
    void refuse(::grpc::StatusCode code, const char* reason);
    void answer(const worker& answering);
    void answer_later(const worker& answering);
    void fail(const std::exception_ptr& thrown);
    void finish(const reply& answer);
    void finish(const ::grpc::Status& status);
    bool take_finish() noexcept { return !finished_.exchange(true); }

    std::shared_ptr<calls> all_;
    std::string peer_;
    ::grpc::ByteBuffer& response_;
    check_request request_;
    std::atomic<bool> finished_{false};
    bool placed_ = false;
    std::shared_ptr<call> until_done_; // of the library: OnDone() may come while the worker answers
};

} // namespace postern::grpc
