#include "worker.hpp"

#include "process.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace postern::app {

namespace asio = boost::asio;

worker::worker(
    const clock& time, storage& kept, crypto::thread_pool& slow, log::logger& lines,
    const log::options& options, metrics::registry& counted
)
    : time_(time), kept_(kept), slow_(slow), events_(lines), counted_(counted), meters_(counted),
      busy_(asio::make_work_guard(context_)), store_(kept.access(context_.get_executor())),
      lines_(lines, options), state_(time, lines_, counted), checks_(state_)
{
}

worker::~worker()
{
    stop();
}

http::worker worker::listener_part()
{
    http::events events;
    // Count refused requests, log exceptions, and write the access log at each sweep.
    events.refused = [this](const error_code& reason) { count_refused(reason); };
    events.failed = reporter(events_, "app.check_failed");
    events.sweep = [this] { lines_.flush(); };
    return {context_, checks_, std::move(events)};
}

void worker::start()
{
    thread_ = std::thread([this] { run_to_end(context_, reporter(events_, "app.job_failed")); });
}

void worker::stop()
{
    // End the loop and wait for the handler that still runs.
    context_.stop();
    if (thread_.joinable())
        thread_.join();
    // The thread has ended, so this thread may write the last lines.
    lines_.flush();
}

void worker::use(
    std::shared_ptr<const check::service_config> config, const log::options& lines,
    std::function<void(const std::exception_ptr&)> done
)
{
    // `done` is called in any case: the reload waits for it.
    asio::post(context_, [this, config = std::move(config), lines, done = std::move(done)] {
        std::exception_ptr failed;
        try {
            // A resolver belongs to one configuration. Checks that have begun keep the old one.
            resolve::dependencies needs{
                time_, slow_, context_.get_executor(), meters_, kept_.revoked};
            if (store_) {
                needs.sessions = &store_->sessions;
                needs.revocations = &store_->lookup;
            }
            state_.use(config, std::make_shared<resolve::resolver>(config->resolving(), needs));
            lines_.set(lines);
        } catch (...) {
            // The old configuration stays in force.
            failed = std::current_exception();
        }
        done(failed);
    });
}

void worker::count_refused(const error_code& reason)
{
    // Make the counter once for each reason, because the registry has a lock.
    metrics::counter*& counter = refused_[reason.value()];
    if (counter == nullptr)
        counter =
            &counted_.make_counter("postern_http_refused_total", {{"reason", reason.message()}});
    counter->add();
}

} // namespace postern::app
