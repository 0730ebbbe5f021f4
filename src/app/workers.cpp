#include "workers.hpp"

#include "service_config.hpp"

#include <exception>
#include <latch>
#include <mutex>
#include <utility>

namespace postern::app {

workers::workers(
    const config::configuration& options, issuers::service& issuers, storage& kept,
    crypto::thread_pool& slow, log::logger& lines, metrics::registry& counted
)
    : issuers_(issuers), listener_(options.resolver.listener), lines_(options.log)
{
    // The workers divide the memory of the cache, so their number is needed first.
    const std::size_t count = worker_count(options);
    config_ = make_service_config(options, issuers_.use(options.issuers), count);
    for (std::size_t n = 0; n != count; ++n)
        workers_.emplace_back(system_clock(), kept, slow, lines, options.log, counted);
}

workers::~workers()
{
    // Stop each thread before the server is destroyed, because they use its connections.
    for (worker& each : workers_)
        each.stop();
}

result<void> workers::open(boost::asio::io_context& acceptor, std::string& failed_address)
{
    // Collect what the listener needs from each worker.
    std::vector<http::worker> parts;
    for (worker& each : workers_)
        parts.push_back(each.listener_part());
    // Bind the addresses.
    auto opened = http::server::open(listener_, acceptor, parts, failed_address);
    if (!opened)
        return opened.error();
    server_ = std::move(*opened);
    return {};
}

void workers::start()
{
    for (worker& each : workers_)
        each.start();
    // Give each worker its configuration before the first connection is accepted.
    switch_all(lines_);
    server_->start();
}

void workers::use(const config::configuration& options)
{
    config_ = make_service_config(options, issuers_.use(options.issuers), workers_.size());
    switch_all(options.log);
}

void workers::switch_all(const log::options& lines)
{
    // Counts the workers that still use the old configuration.
    std::latch switched(static_cast<std::ptrdiff_t>(workers_.size()));
    std::mutex mutex;
    std::exception_ptr failed;
    // Each worker calls this on its own thread when it has switched, or when it has failed to.
    const auto done = [&](const std::exception_ptr& thrown) {
        {
            const std::lock_guard lock(mutex);
            // Keep the first exception.
            failed = failed ? failed : thrown;
        }
        switched.count_down();
    };
    // Let all workers switch at the same time.
    for (worker& each : workers_)
        each.use(config_, lines, done);
    // Wait for all of them, even after a failure, because `done` uses the variables above.
    switched.wait();
    if (failed)
        std::rethrow_exception(failed);
}

void workers::drain(std::chrono::milliseconds limit, std::function<void()> drained)
{
    server_->drain(limit, std::move(drained));
}

} // namespace postern::app
