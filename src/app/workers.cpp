#include "workers.hpp"

#include "service_config.hpp"

#include <exception>
#include <latch>
#include <mutex>
#include <utility>

namespace postern::app {

workers::workers(
    const config::configuration& options, const storage& kept, crypto::thread_pool& slow,
    log::logger& lines, metrics::registry& counted
)
    : listener_(options.resolver.listener), lines_(options.log)
{
    const std::size_t count = worker_count(options);
    config_ = make_service_config(options, count);
    for (std::size_t n = 0; n != count; ++n)
        workers_.emplace_back(system_clock(), kept, slow, lines, options.log, counted);
}

workers::~workers()
{
    for (worker& each : workers_)
        each.stop();
}

result<void> workers::open(boost::asio::io_context& acceptor, std::string& failed_address)
{
    std::vector<http::worker> parts;
    for (worker& each : workers_)
        parts.push_back(each.listener_part());
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
    switch_all(lines_);
    server_->start();
}

void workers::use(const config::configuration& options)
{
    config_ = make_service_config(options, workers_.size());
    switch_all(options.log);
}

void workers::switch_all(const log::options& lines)
{
    std::latch switched(static_cast<std::ptrdiff_t>(workers_.size()));
    std::mutex mutex;
    std::exception_ptr failed;
    const auto done = [&](const std::exception_ptr& thrown) {
        {
            const std::lock_guard lock(mutex);
            failed = failed ? failed : thrown;
        }
        switched.count_down();
    };
    for (worker& each : workers_)
        each.use(config_, lines, done);
    switched.wait();
    if (failed)
        std::rethrow_exception(failed);
}

void workers::drain(std::chrono::milliseconds limit, std::function<void()> drained)
{
    server_->drain(limit, std::move(drained));
}

} // namespace postern::app
