// One event loop that answers checks: a thread with its io_context. Workers share the immutable
// service_config and the objects that are thread-safe: the storage, the pool, the logger and the
// registry.
#pragma once

#include <postern/base/clock.hpp>
#include <postern/check/service.hpp>
#include <postern/crypto/thread_pool.hpp>
#include <postern/http/server.hpp>
#include <postern/log/access_log.hpp>

#include "storage.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <thread>

namespace postern::app {

class worker
{
public:
    worker(
        const clock& time, storage& kept, crypto::thread_pool& slow, log::logger& lines,
        const log::options&, metrics::registry& counted
    );
    ~worker(); // calls stop()

    // What the listener needs to give connections to this worker.
    http::worker listener_part();

    // For another listener, whose checks are answered on this worker's thread, too.
    check::worker_state& state() noexcept { return state_; }
    boost::asio::io_context& context() noexcept { return context_; }

    void start();
    void stop(); // waits for the thread

    // Thread-safe. Changes the configuration on the worker's own thread and then calls `done`
    // there, with the exception if the old configuration was kept.
    void
    use(std::shared_ptr<const check::service_config>, const log::options&,
        std::function<void(const std::exception_ptr&)> done);

private:
    void count_refused(const error_code& reason);

    const clock& time_;
    storage& kept_;
    crypto::thread_pool& slow_;
    log::logger& events_;
    metrics::registry& counted_;
    resolve::meters meters_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;
    const std::unique_ptr<store_access> store_; // null without a store
    log::access_log lines_;
    check::worker_state state_;
    check::service checks_;
    std::map<int, metrics::counter*> refused_; // by http::errc
    std::thread thread_;
};

} // namespace postern::app
