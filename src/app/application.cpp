// Everything that runs, in the order in which it is built; it ends in the reverse order.
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

#include "process.hpp"
#include "service_config.hpp"
#include "storage.hpp"
#include "workers.hpp"

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <csignal>
#include <iostream>

namespace postern::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t admin_body_limit = 64 * 1024;
constexpr std::chrono::minutes prune_interval{1};

// No request waits for an operator's: a slow disk is no reason to leave open whether a write was
// done.
constexpr std::chrono::seconds operators_patience{5};

class application
{
public:
    application(config::configuration, std::unique_ptr<storage>, const secret& admin_token);
    ~application() { slow_.stop(); } // its jobs answer to event loops that go before it

    // False, with the reason on stderr, if an address cannot be had.
    bool open();

    // Until SIGTERM or SIGINT has drained it.
    void run();

    void warn(const std::vector<config::problem>& warnings)
    {
        report(log::level::warn, "config.warning", warnings);
    }

private:
    http::options admin_listener() const;
    std::vector<admin::api_module> admin_modules();
    void report_numbers();

    void prune_later();

    void await_signal();
    void on_signal(int number);
    void drain();
    void stop_now();
    admin::reload_outcome reload();
    void adopt(config::configuration);
    void report(log::level, std::string_view event, const std::vector<config::problem>&);

    const config::configuration begun_with_; // what needs a restart is still as it was there
    config::configuration options_;
    std::unique_ptr<storage> kept_; // has the thread that waits for the disk
    metrics::registry counted_;
    std::unique_ptr<log::logger> lines_; // has the thread that writes lines
    crypto::thread_pool slow_;           // threads for signatures too slow for an event loop
    asio::io_context context_{1};        // this thread: accepting, signals, the operators' listener
    workers workers_;                    // threads that answer checks
    std::unique_ptr<http::service> admin_service_;
    std::unique_ptr<http::server> admin_;
    asio::signal_set signals_;
    asio::steady_timer pruning_;
    bool draining_ = false;
};

application::application(
    config::configuration options, std::unique_ptr<storage> kept, const secret& admin_token
)
    : begun_with_(options), options_(std::move(options)), kept_(std::move(kept)),
      lines_(log::make_logger(options_.log)), slow_(options_.crypto),
      workers_(options_, *kept_, slow_, *lines_, counted_),
      admin_service_(
          admin::make_service({{admin_token, {admin::right::everything}}}, admin_modules())
      ),
      signals_(context_, SIGTERM, SIGINT, SIGHUP), pruning_(context_)
{
    report_numbers();
}

bool application::open()
{
    std::string failed;
    auto opened = workers_.open(context_, failed);
    if (opened) {
        const http::events on{{}, {}, reporter(*lines_, "admin.call_failed")};
        auto admin = http::server::open(
            admin_listener(), context_, {{context_, *admin_service_, on}}, failed
        );
        if (admin) {
            admin_ = std::move(*admin);
            return true;
        }
        opened = admin.error();
    }
    std::cerr << "postern: cannot listen on " << failed << ": " << opened.error().message() << '\n';
    return false;
}

http::options application::admin_listener() const
{
    http::options listener;
    listener.listen = options_.admin.listen;
    listener.body = admin_body_limit;
    return listener;
}

void application::run()
{
    workers_.start();
    admin_->start();
    await_signal();
    prune_later();
    for (const http::listen_address& address : workers_.addresses())
        lines_->write(log::level::info, "app.listening", {{"address", address.text()}});
    for (const http::listen_address& address : admin_->addresses())
        lines_->write(log::level::info, "admin.listening", {{"address", address.text()}});
    context_.run();
    lines_->write(log::level::info, "app.stopped");
}

std::vector<admin::api_module> application::admin_modules()
{
    const auto check_readiness = [this]() -> admin::readiness {
        if (draining_)
            return {false, {"draining"}};
        if (const error_code down = kept_->health())
            return {false, {"store: " + down.message()}};
        return {true, {}};
    };
    const admin::store_calls calls{audit_writer(*lines_), operators_patience};
    return {
        admin::health_module(check_readiness, [this] { return counted_.text(); }),
        admin::explain_module([this](const check::explain_request& question) {
            return app::explain(options_, *kept_, question);
        }),
        admin::reload_module([this] { return reload(); }),
        admin::session_module({kept_->sessions(), [this] { return options_.sessions; }, calls}),
        admin::revocation_module({kept_->revocations(), kept_->sessions(), calls}),
    };
}

// Revocations of what has expired by itself.
void application::prune_later()
{
    pruning_.expires_after(prune_interval);
    pruning_.async_wait([this](const error_code& stopped) {
        if (stopped)
            return;
        kept_->revoked.prune(system_clock().now());
        prune_later();
    });
}

// Numbers that are read when somebody asks for them.
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
        return static_cast<double>(lines_->dropped());
    });
    kept_->report(counted_);
    report_configuration(counted_, nullptr, options_);
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
        reload();
    else if (draining_)
        stop_now();
    else
        drain();
}

void application::drain()
{
    draining_ = true;
    lines_->write(log::level::info, "app.draining");
    lines_->end_by(std::chrono::steady_clock::now() + options_.resolver.drain);
    workers_.drain(options_.resolver.drain, [this] { context_.stop(); });
}

// A second signal asks not to wait for anybody.
void application::stop_now()
{
    lines_->end_by(std::chrono::steady_clock::now());
    context_.stop();
}

// All or nothing: a file with a problem changes nothing.
admin::reload_outcome application::reload()
{
    config::loaded loaded = config::load_file(options_.file);
    admin::reload_outcome outcome{loaded.value.has_value(), {}};
    for (const config::problem& problem : loaded.errors)
        outcome.problems.push_back(problem.line_text());
    report(log::level::error, "config.problem", loaded.errors);
    warn(loaded.warnings);
    if (loaded.value)
        adopt(std::move(*loaded.value));
    const std::string_view result = outcome.done ? "done" : "refused";
    counted_.make_counter("postern_config_reloads_total", {{"outcome", std::string(result)}}).add();
    lines_->write(
        outcome.done ? log::level::info : log::level::error, "config.reload", {{"outcome", result}}
    );
    return outcome;
}

void application::report(
    log::level level, std::string_view event, const std::vector<config::problem>& problems
)
{
    for (const config::problem& problem : problems)
        lines_->write(level, event, {{"problem", problem.line_text()}});
}

void application::adopt(config::configuration fresh)
{
    for (const std::string_view key : needing_restart(begun_with_, fresh))
        lines_->write(log::level::warn, "config.needs_restart", {{"key", key}});
    workers_.use(fresh);
    lines_->set_level(fresh.log.level);
    report_configuration(counted_, &options_, fresh);
    options_ = std::move(fresh);
}

} // namespace

int serve(const std::filesystem::path& configuration_file)
{
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

    prepare_process();
    auto kept = std::make_unique<storage>();
    std::string unreadable;
    if (const auto opened = kept->open(loaded.value->store, unreadable); !opened) {
        std::cerr << "postern: " << loaded.value->store->sqlite.path.string() << ": "
                  << opened.error().message() << (unreadable.empty() ? "" : ": ") << unreadable
                  << '\n';
        return 1;
    }
    application running(std::move(*loaded.value), std::move(kept), token->token);
    if (!running.open())
        return 1;
    running.warn(loaded.warnings);
    running.run();
    return 0;
}

} // namespace postern::app
