// The listener for Envoy's ext_authz over gRPC: envoy.service.auth.v3.Authorization/Check, and
// grpc.health.v1.Health. The gRPC library accepts, decodes HTTP/2 and limits its peers on threads
// of its own; each check is answered on the event loop of a worker.
#pragma once

#include <postern/base/error.hpp>
#include <postern/grpc/options.hpp>
#include <postern/grpc/service.hpp>

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace postern::grpc {

// `refused` is called on a thread of the library, the others on the worker's. All may be empty.
struct events
{
    // A check was not given to a worker: `undecodable`, `too_many`, or `not_serving`.
    std::function<void(std::string_view reason)> refused;
    // The service threw, which is a bug. The check was answered with the status INTERNAL.
    std::function<void(const std::exception_ptr&)> failed;
};

struct worker
{
    boost::asio::io_context& context;
    grpc::service& service;
};

// The contexts outlive the server. Its functions are called by one thread at a time.
class server
{
public:
    // Binds the addresses. If one cannot be bound, `failed_address` is its text. Checks are refused
    // before start().
    static result<std::unique_ptr<server>>
    open(const options&, std::vector<worker> workers, events on, std::string& failed_address);

    // Cancels the checks under way. A worker may still use its service for one of them, until it
    // has run the jobs that it has now.
    virtual ~server() = default;

    virtual void start() = 0;

    // The addresses as bound (a port 0 is replaced by the real one).
    virtual std::vector<http::listen_address> addresses() const = 0;

    // What the health service says from now on.
    virtual void set_serving(bool ready) = 0;

    // Tells the peers to go away (GOAWAY), waits for the checks under way, and cancels all that are
    // left after `limit`. Then calls `drained` once, on a thread of its own.
    virtual void drain(std::chrono::milliseconds limit, std::function<void()> drained) = 0;

    virtual std::size_t running() const noexcept = 0; // checks
};

} // namespace postern::grpc
