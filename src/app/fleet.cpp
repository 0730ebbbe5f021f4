#include "fleet.hpp"

#include "site_of.hpp"

#include <latch>
#include <utility>

namespace postern::app {

fleet::fleet(
    const config::configuration& options, const records& kept, resolve::proof_pool& slow,
    log::logger& lines, metrics::registry& counted
)
    : listener_(options.resolver.listener), lines_(options.log)
{
    const std::size_t count = worker_count(options);
    site_ = make_site(options, count);
    for (std::size_t n = 0; n != count; ++n)
        workers_.emplace_back(system_clock(), kept, slow, lines, options.log, counted);
}

fleet::~fleet()
{
    for (worker& each : workers_)
        each.stop();
}

result<void> fleet::open(boost::asio::io_context& acceptor, std::string& failed_address)
{
    std::vector<http::worker> shares;
    for (worker& each : workers_)
        shares.push_back(each.share());
    auto opened = http::server::open(listener_, acceptor, shares, failed_address);
    if (!opened)
        return opened.error();
    server_ = std::move(*opened);
    return {};
}

void fleet::start()
{
    for (worker& each : workers_)
        each.start();
    switch_all(lines_);
    server_->start();
}

void fleet::use(const config::configuration& options)
{
    site_ = make_site(options, workers_.size());
    switch_all(options.log);
}

void fleet::switch_all(const log::options& lines)
{
    std::latch switched(static_cast<std::ptrdiff_t>(workers_.size()));
    for (worker& each : workers_)
        each.use(site_, lines, [&switched] { switched.count_down(); });
    switched.wait();
}

void fleet::drain(std::chrono::milliseconds limit, std::function<void()> drained)
{
    server_->drain(limit, std::move(drained));
}

} // namespace postern::app
