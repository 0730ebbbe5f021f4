// A listener for gRPC whose workers have threads of their own, and a service that does as the path
// of the check says.
#pragma once

#include <postern/grpc/server.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <ext_authz/ext_authz.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace postern::grpc {

namespace asio = boost::asio;

// answer_now() throws at /throw and knows every answer but those of /later (one turn of the loop),
// /slow (until the test sets `open`), /throw-later, and /late, of which it knows this late. The
// body of an answer is the path.
class scripted_service final : public service
{
public:
    reply_ptr answer_now(const check_request& check) override
    {
        const std::string& path = path_of(check);
        if (path == "/throw")
            throw std::runtime_error("scripted");
        if (path == "/late")
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
        const bool known =
            path != "/late" && path != "/later" && path != "/slow" && path != "/throw-later";
        return known ? say(path) : nullptr;
    }

    asio::awaitable<reply_ptr> answer_later(const check_request& check) override
    {
        ++waiting;
        if (path_of(check) == "/throw-later")
            throw std::runtime_error("scripted");
        asio::steady_timer pause(co_await asio::this_coro::executor);
        do {
            pause.expires_after(std::chrono::milliseconds(1));
            co_await pause.async_wait(asio::use_awaitable);
        } while (path_of(check) == "/slow" && !open);
        co_return say(path_of(check));
    }

    std::atomic<bool> open{false};
    std::atomic<int> waiting{0};

private:
    static const std::string& path_of(const check_request& check)
    {
        return check.attributes().request().http().path();
    }

    static reply_ptr say(const std::string& text)
    {
        check_response made;
        made.mutable_denied_response()->set_body(text);
        return std::make_shared<const reply>(403, made.SerializeAsString());
    }
};

class running_server
{
public:
    explicit running_server(options limits = {}, bool started = true)
    {
        if (limits.listen.empty())
            limits.listen = {{http::listen_address::kind::tcp, "127.0.0.1", 0, {}}};
        std::vector<worker> parts;
        for (scripted_service& each : services)
            parts.push_back({contexts.emplace_back(1), each});
        events on{
            [this](std::string_view reason) { note(std::string(reason)); },
            [this](const std::exception_ptr&) { note("failed"); }};
        std::string failed;
        auto opened = server::open(limits, parts, std::move(on), failed);
        if (!opened)
            throw std::runtime_error(failed + ": " + opened.error().message());
        listening = std::move(*opened);
        for (asio::io_context& each : contexts) {
            guards.push_back(asio::make_work_guard(each));
            threads.emplace_back([&each] { each.run(); });
        }
        if (started)
            listening->start();
    }

    ~running_server()
    {
        listening.reset();
        for (asio::io_context& each : contexts)
            each.stop();
        for (std::thread& each : threads)
            each.join();
    }

    std::string target() const { return listening->addresses().at(0).text(); }

    // A connection of its own.
    std::shared_ptr<::grpc::Channel> connect() const
    {
        ::grpc::ChannelArguments own;
        own.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
        return ::grpc::CreateCustomChannel(target(), ::grpc::InsecureChannelCredentials(), own);
    }

    void open_all()
    {
        for (scripted_service& each : services)
            each.open = true;
    }

    int waiting() const
    {
        int sum = 0;
        for (const scripted_service& each : services)
            sum += each.waiting;
        return sum;
    }

    void note(std::string what)
    {
        const std::lock_guard lock(mutex);
        notes.push_back(std::move(what));
    }

    std::vector<std::string> noted()
    {
        const std::lock_guard lock(mutex);
        return notes;
    }

    std::deque<scripted_service> services{2};
    std::deque<asio::io_context> contexts;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
    std::deque<std::thread> threads;
    std::unique_ptr<server> listening;
    std::mutex mutex;
    std::vector<std::string> notes;
};

} // namespace postern::grpc
