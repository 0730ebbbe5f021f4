// Owns everything that runs. The members are built in order and destroyed in the reverse order.
#include <postern/admin/explain.hpp>
#include <postern/admin/health.hpp>
#include <postern/admin/reload.hpp>
#include <postern/admin/revocations.hpp>
#include <postern/admin/service.hpp>
#include <postern/admin/sessions.hpp>
#include <postern/admin/token_file.hpp>
#include <postern/app/application.hpp>
#include <postern/app/version.hpp>
#include <postern/config/load.hpp>

#include "admin_listener.hpp"
#include "essentials.hpp"
#include "grpc_listener.hpp"
#include "live_config.hpp"
#include "process.hpp"
#include "workers.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <thread>

namespace postern::app {

namespace asio = boost::asio;

namespace {

using config::configuration;

constexpr std::chrono::minutes prune_interval{1};

// An operator's request may wait longer for a slow disk, because no check waits for it. After a
// timeout the operator would not know whether the write was done.
constexpr std::chrono::seconds store_timeout_of_operators{5};

// Time for the log's thread to write its last lines.
constexpr std::chrono::milliseconds last_lines{100};

class application
{
public:
    application(configuration, std::unique_ptr<essentials>, const secret& admin_token);
    ~application() { slow_.stop(); } // its jobs use the event loops, which are destroyed earlier

    // False, with the reason on stderr, if an address cannot be bound.
    bool open();

    // Returns after SIGTERM or SIGINT, when everything has ended.
    void run();

    void warn(const std::vector<config::problem>& warnings) { live_.warn(warnings); }

private:
    std::unique_ptr<http::service> make_admin_service();
    std::vector<admin::api_module> admin_modules();
    admin::readiness check_readiness() const;
    admin::reload_outcome reload();
    void report_numbers();
    void prune_later();
    void await_signal();
    void on_signal(int number);
    void drain();
    void stop_admin_listener();

    std::unique_ptr<essentials> essentials_;
    storage& storage_;
    metrics::registry& counted_;
    log::logger& lines_;
    live_config live_;
    crypto::thread_pool slow_;    // threads for signatures too slow for an event loop
    asio::io_context context_{1}; // the main thread: accepts connections, handles signals
    workers workers_;             // threads that answer checks
    grpc_listener grpc_;          // threads of the gRPC library; its checks go to the workers
    admin_listener admin_;        // the thread that answers operators and reloads
    std::unique_ptr<store_access> store_; // of that thread; null without a store
    secret admin_token_;
    asio::signal_set signals_;
    asio::steady_timer pruning_;
    std::atomic<bool> draining_ = false;
    steady_point end_by_{}; // valid while draining
    int listeners_ = 2;     // that are not drained
};

application::application(
    configuration options, std::unique_ptr<essentials> needs, const secret& admin_token
)
    : essentials_(std::move(needs)), storage_(essentials_->kept), counted_(essentials_->counted),
      lines_(*essentials_->lines), live_(std::move(options), lines_, counted_),
      slow_(live_.current()->crypto, reporter(lines_, "app.job_failed")),
      workers_(*live_.current(), essentials_->issuers, storage_, slow_, lines_, counted_),
      grpc_(*live_.current(), workers_, lines_, counted_), admin_(lines_),
      store_(storage_.access(admin_.executor())), admin_token_(admin_token),
      signals_(context_, SIGTERM, SIGINT, SIGHUP), pruning_(context_)
{
    report_numbers();
}

bool application::open()
{
    std::string failed;
    auto opened = workers_.open(context_, failed);
    if (opened)
        opened = grpc_.open(failed);
    if (opened)
        opened = admin_.open(make_admin_service(), live_.current()->admin.listen, failed);
    if (opened)
        return true;
    std::cerr << "postern: cannot listen on " << failed << ": "
              << why_not_listening(failed, opened.error()) << '\n';
    return false;
}

void application::run()
{
    workers_.start();
    grpc_.start(context_, [this] { return check_readiness().ready; });
    admin_.start();
    await_signal();
    prune_later();
    for (const http::listen_address& address : workers_.addresses())
        lines_.write(log::level::info, "app.listening", {{"address", address.text()}});
    for (const http::listen_address& address : grpc_.addresses())
        lines_.write(log::level::info, "grpc.listening", {{"address", address.text()}});
    for (const http::listen_address& address : admin_.addresses())
        lines_.write(log::level::info, "admin.listening", {{"address", address.text()}});
    run_to_end(context_, reporter(lines_, "app.job_failed"));
    // No code reads signals any more: the next SIGTERM or SIGINT ends the process at once.
    signals_.clear();
    std::signal(SIGHUP, SIG_IGN);
    stop_admin_listener();
    lines_.write(log::level::info, "app.stopped");
}

std::unique_ptr<http::service> application::make_admin_service()
{
    return admin::make_service({{admin_token_, {admin::right::everything}}}, admin_modules());
}

// Each module of the operators' API is registered here. The handlers run on the thread of admin_.
std::vector<admin::api_module> application::admin_modules()
{
    const admin::store_calls calls{audit_writer(lines_), store_timeout_of_operators};
    const auto metrics = [this] { return counted_.text(); };
    const auto explain = [this](const check::explain_request& question) {
        return app::explain(*live_.current(), essentials_->issuers.current(), storage_, question);
    };
    session::session_store* const sessions = store_ ? &store_->sessions : nullptr;
    revocation::revocation_store* const revocations = store_ ? &store_->revocations : nullptr;
    const auto session_defaults = [this] { return live_.current()->sessions; };
    const auto identity = [this] { return live_.current()->identity; };
    return {
        admin::health_module([this] { return check_readiness(); }, metrics),
        admin::explain_module(explain),
        admin::reload_module([this] { return reload(); }),
        admin::session_module({sessions, session_defaults, calls, identity}),
        admin::revocation_module({revocations, sessions, calls}),
    };
}

admin::readiness application::check_readiness() const
{
    if (draining_)
        return {false, {"draining"}};
    return essentials_->check_readiness();
}

// On the thread of admin_, so that two reloads never overlap.
admin::reload_outcome application::reload()
{
    return live_.reload([this](const configuration& fresh) { workers_.use(fresh); });
}

// Removes expired revocations from memory.
void application::prune_later()
{
    pruning_.expires_after(prune_interval);
    pruning_.async_wait([this](const error_code& stopped) {
        if (stopped)
            return;
        storage_.revoked.prune(system_clock().now());
        prune_later();
    });
}

// Registers the metrics of the process. GET /metrics calls the functions.
void application::report_numbers()
{
    counted_.make_gauge("postern_build_info", {{"version", std::string(version())}}).set(1);
    counted_.make_gauge("postern_process_start_time_seconds").set(unix_seconds());
    counted_.make_gauge_function("postern_crypto_pool_queue", {}, [this] {
        return static_cast<double>(slow_.pending());
    });
    counted_.make_gauge_function("postern_http_connections", {}, [this] {
        return static_cast<double>(workers_.connections());
    });
    counted_.make_counter_function("postern_log_dropped_total", {}, [this] {
        return static_cast<double>(lines_.dropped());
    });
    storage_.report(counted_);
}

void application::await_signal()
{
    signals_.async_wait([this](const error_code& stopped, int number) {
        if (stopped)
            return;
        await_signal();
        on_signal(number);
    });
}

void application::on_signal(int number)
{
    if (number == SIGHUP)
        return admin_.post([this] { reload(); });
    if (!draining_)
        return drain();
    // The second SIGTERM or SIGINT ends the service at once.
    end_by_ = system_clock().steady();
    lines_.end_by(end_by_);
    context_.stop();
}

// The operators' listener still answers during this: GET /readyz says that the service drains.
void application::drain()
{
    const std::chrono::milliseconds limit = live_.current()->resolver.drain;
    draining_ = true;
    end_by_ = system_clock().steady() + limit;
    lines_.write(log::level::info, "app.draining");
    lines_.end_by(end_by_);
    // Stop when both listeners have answered their last checks.
    const auto drained = [this] {
        if (--listeners_ == 0)
            context_.stop();
    };
    workers_.drain(limit, drained);
    grpc_.drain(limit, context_, drained);
}

void application::stop_admin_listener()
{
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(end_by_ - system_clock().steady());
    if (admin_.stop(std::max(left, std::chrono::milliseconds(0))))
        return;
    // The thread is still busy with a request, so nothing that it uses may be destroyed. Every
    // change that was acknowledged is already in the store.
    lines_.write(log::level::warn, "app.stopped", {{"busy", "the operators' listener"}});
    std::this_thread::sleep_for(last_lines);
    std::_Exit(0);
}

} // namespace

int serve(const std::filesystem::path& configuration_file)
{
    // Read the configuration.
    config::loaded loaded = config::load_file(configuration_file);
    for (const config::problem& problem : loaded.errors)
        std::cerr << problem.line_text() << '\n';
    if (!loaded.value)
        return 1;

    auto token = admin::obtain_token(loaded.value->admin);
    if (!token) {
        std::cerr << "postern: admin token: " << loaded.value->admin.token_file.string() << ": "
                  << token.error().message() << '\n';
        return 1;
    }
    if (token->generated)
        std::cerr << "postern: wrote a new admin token to "
                  << loaded.value->admin.token_file.string() << '\n';

    // Open the log and the store.
    prepare_process();
    auto needs = open_essentials(*loaded.value);
    if (!needs)
        return 1;

    // Serve.
    application running(std::move(*loaded.value), std::move(needs), token->token);
    if (!running.open())
        return 1;
    running.warn(loaded.warnings);
    running.run();
    return 0;
}

} // namespace postern::app
