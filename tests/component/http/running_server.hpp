// A server whose workers have threads of their own, and a service that records its requests.
#pragma once

#include <postern/http/server.hpp>

#include "support/loopback.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace postern::http {

inline reply_ptr text_reply(unsigned status, const std::string& body)
{
    return std::make_shared<const reply>(
        status, std::vector<reply::header>{}, std::string_view(), body
    );
}

// The path chooses the behaviour. answer_now() throws at /throw, answers 1 MiB at /big, and answers
// every other path with method and target. answer_later() is used for /client (answers the address
// of the client), /later (waits one turn), /inline (does not wait), /blocked (waits until the test
// sets `open`) and /throw-later (throws).
class scripted_service final : public service
{
public:
    reply_ptr answer_now(const head& request) override
    {
        ++request_count;
        if (request.path == "/throw")
            throw std::runtime_error("scripted");
        if (request.path == "/big")
            return big_;
        if (request.path.starts_with("/later") || request.path == "/blocked" ||
            request.path == "/client" || request.path == "/inline" ||
            request.path == "/throw-later")
            return nullptr;
        return text_reply(200, std::string(request.method) + " " + std::string(request.target));
    }

    boost::asio::awaitable<reply_ptr> answer_later(const owned_request& request) override
    {
        if (request.head().path == "/client")
            co_return text_reply(200, request.client());
        if (request.head().path == "/inline")
            co_return text_reply(200, "inline " + std::string(request.head().target));
        if (request.head().path == "/blocked") {
            waiting.set_value();
            while (!open) {
                co_await boost::asio::post(
                    co_await boost::asio::this_coro::executor, boost::asio::use_awaitable
                );
                std::this_thread::yield();
            }
        }
        co_await boost::asio::post(
            co_await boost::asio::this_coro::executor, boost::asio::use_awaitable
        );
        if (request.head().path == "/throw-later")
            throw std::runtime_error("scripted");
        auto answer = text_reply(
            200, "later " + std::string(request.head().target) + " [" + request.body() + "]"
        );
        if (const auto hook = before_answer.load())
            hook();
        co_return answer;
    }

    std::atomic<int> request_count{0};
    std::atomic<bool> open{false};
    std::promise<void> waiting;
    std::atomic<void (*)()> before_answer{nullptr}; // called before /later is answered

private:
    reply_ptr big_ = text_reply(200, std::string(1024 * 1024, 'x'));
};

class running_server
{
public:
    explicit running_server(options settings = {}, std::size_t workers = 1)
        : contexts_(workers), services_(workers)
    {
        if (settings.listen.empty())
            settings.listen = {{listen_address::kind::tcp, "127.0.0.1", 0, {}}};
        std::vector<worker> all;
        for (std::size_t i = 0; i < workers; ++i)
            all.push_back({contexts_[i], services_[i], counting()});
        std::string failed;
        server_ = server::open(settings, contexts_[0], all, failed).value();
        server_->start();
        for (auto& each : contexts_)
            threads_.emplace_back([&each] {
                const auto work = boost::asio::make_work_guard(each);
                each.run();
            });
    }

    ~running_server()
    {
        for (auto& each : contexts_)
            each.stop();
        for (auto& each : threads_)
            each.join();
    }

    server& get() { return *server_; }
    scripted_service& service(std::size_t worker = 0) { return services_[worker]; }
    std::uint16_t port() const { return server_->addresses().front().port; }
    test::loopback connect() const { return test::loopback::tcp(port()); }

    std::vector<error_code> refused() const
    {
        const std::lock_guard lock(mutex_);
        return refused_;
    }
    int failed() const { return failed_; }
    int swept() const { return swept_; }
    void fail_events() { events_fail_ = true; } // all events throw from now on

    // Resolves when the server has drained.
    std::future<void> drain(std::chrono::milliseconds limit = std::chrono::seconds(20))
    {
        const auto done = std::make_shared<std::promise<void>>();
        server_->drain(limit, [done] { done->set_value(); });
        return done->get_future();
    }

    // A drain begins with closing the listening sockets.
    void wait_until_nothing_is_accepted() const
    {
        try {
            for (;;)
                connect();
        } catch (const std::system_error&) {
        }
    }

private:
    events counting()
    {
        return {
            [this](const error_code& reason) {
                const std::lock_guard lock(mutex_);
                refused_.push_back(reason);
                throw_if_told();
            },
            [this] {
                ++swept_;
                throw_if_told();
            },
            [this](const std::exception_ptr&) {
                ++failed_;
                throw_if_told();
            }};
    }

    void throw_if_told() const
    {
        if (events_fail_)
            throw std::bad_alloc();
    }

    mutable std::mutex mutex_;
    std::vector<error_code> refused_;
    std::atomic<int> swept_{0};
    std::atomic<int> failed_{0};
    std::atomic<bool> events_fail_{false};
    std::deque<boost::asio::io_context> contexts_;
    std::deque<scripted_service> services_;
    std::unique_ptr<server> server_;
    std::vector<std::thread> threads_;
};

inline const std::string get_root = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

inline std::string get(const std::string& target, const std::string& more = {})
{
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" + more + "\r\n";
}

inline std::string body_of(const std::string& response)
{
    const auto end = response.find("\r\n\r\n");
    return end == response.npos ? std::string() : response.substr(end + 4);
}

inline std::string status_of(const std::string& response)
{
    return response.substr(0, response.find("\r\n"));
}

} // namespace postern::http
