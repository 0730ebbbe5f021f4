#include "call.hpp"

#include "callback_order.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <grpcpp/impl/codegen/proto_utils.h>

namespace postern::grpc {

namespace asio = boost::asio;

using ::grpc::Status;
using ::grpc::StatusCode;

::grpc::ServerUnaryReactor* call::begin(
    const std::shared_ptr<calls>& all, const worker& answering, std::string peer,
    const ::grpc::ByteBuffer& request, ::grpc::ByteBuffer& response
)
{
    auto made = std::make_shared<call>(all, std::move(peer), response);
    made->until_done_ = made;
    // The library may call OnDone() and release the call as soon as it is finished.
    const bool placed = made->take_place();
    if (!all->accepting)
        made->refuse(StatusCode::UNAVAILABLE, "not_serving");
    else if (!placed)
        made->refuse(StatusCode::RESOURCE_EXHAUSTED, "too_many");
    else if (!made->decode(request))
        made->refuse(StatusCode::INVALID_ARGUMENT, "undecodable");
    else
        asio::post(answering.context, [made, answering] { made->answer(answering); });
    comes_before_callbacks(made.get());
    return made.get();
}

call::~call()
{
    if (placed_)
        all_->running.fetch_sub(1);
    all_->by_connection.remove(peer_);
}

// The peer has gone, or its deadline has passed: nobody waits for the answer.
void call::OnCancel()
{
    is_callback(this);
    finish(Status::CANCELLED);
}

void call::OnDone()
{
    is_callback(this);
    const std::shared_ptr<call> last = std::move(until_done_);
}

// A connection that has too many calls takes no place from others with those that are refused.
bool call::take_place()
{
    if (all_->by_connection.add(peer_) > all_->most_of_a_connection)
        return false;
    placed_ = true;
    return all_->running.fetch_add(1) < all_->most;
}

bool call::decode(const ::grpc::ByteBuffer& request)
{
    ::grpc::ByteBuffer octets(request); // shares the octets
    return ::grpc::SerializationTraits<check_request>::Deserialize(&octets, &request_).ok();
}

void call::refuse(StatusCode code, const char* reason)
{
    if (all_->on.refused)
        all_->on.refused(reason);
    finish(Status(code, reason));
}

// On the worker's thread.
void call::answer(const worker& answering)
{
    if (finished_)
        return;
    try {
        if (const reply_ptr known = answering.service.answer_now(request_))
            finish(*known);
        else
            answer_later(answering);
    } catch (...) {
        fail(std::current_exception());
    }
}

void call::answer_later(const worker& answering)
{
    // The handler holds the call, because the coroutine uses its request.
    asio::co_spawn(
        answering.context, answering.service.answer_later(request_),
        [held = shared_from_this()](const std::exception_ptr& thrown, const reply_ptr& made) {
            if (thrown)
                held->fail(thrown);
            else
                held->finish(*made);
        }
    );
}

void call::fail(const std::exception_ptr& thrown)
{
    if (all_->on.failed)
        all_->on.failed(thrown);
    finish(Status(StatusCode::INTERNAL, ""));
}

void call::finish(const reply& answer)
{
    if (!take_finish())
        return;
    // The library takes a reference to a copy of the octets.
    const ::grpc::Slice octets(answer.octets());
    response_ = ::grpc::ByteBuffer(&octets, 1);
    comes_before_callbacks(this);
    Finish(Status::OK);
}

void call::finish(const Status& status)
{
    if (!take_finish())
        return;
    comes_before_callbacks(this);
    Finish(status);
}

} // namespace postern::grpc
