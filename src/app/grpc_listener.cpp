#include "grpc_listener.hpp"

#include <postern/check/grpc_service.hpp>
#include <postern/grpc/server.hpp>

#include "process.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <future>
#include <optional>
#include <utility>

namespace postern::app {

namespace {

constexpr std::chrono::seconds health_interval{1};

} // namespace

struct grpc_listener::implementation
{
    implementation(
        const config::configuration& from, workers& answering, log::logger& to,
        metrics::registry& counters
    )
        : limits(from.grpc.listener), lines(to), counted(counters)
    {
        limits.header_timeout = from.resolver.listener.header_timeout;
        limits.idle_timeout = from.resolver.listener.idle_timeout;
        for (worker& each : answering.all()) {
            auto& made = services.emplace_back(each.state(), from.resolver.listener.head);
            parts.push_back({each.context(), made});
        }
    }

    // The jobs that the loops have now may use the services, so they run first.
    ~implementation()
    {
        server.reset();
        for (const grpc::worker& each : started ? parts : std::vector<grpc::worker>()) {
            std::promise<void> done;
            boost::asio::post(each.context, [&done] { done.set_value(); });
            done.get_future().wait();
        }
    }
    implementation(const implementation&) = delete;
    implementation& operator=(const implementation&) = delete;

    grpc::events events()
    {
        // The registry finds the counter under its lock, which is good enough for what is rare.
        return {
            [this](std::string_view reason) {
                counted
                    .make_counter("postern_grpc_refused_total", {{"reason", std::string(reason)}})
                    .add();
            },
            reporter(lines, "app.check_failed")};
    }

    void report_health_later()
    {
        health->expires_after(health_interval);
        health->async_wait([this](const error_code& stopped) {
            if (stopped)
                return;
            server->set_serving(ready());
            report_health_later();
        });
    }

    grpc::options limits;
    log::logger& lines;
    metrics::registry& counted;
    std::deque<check::grpc_service> services;
    std::vector<grpc::worker> parts;
    std::function<bool()> ready;
    std::optional<boost::asio::steady_timer> health;
    std::unique_ptr<grpc::server> server;
    bool started = false; // then the loops of the workers run
};

grpc_listener::grpc_listener(
    const config::configuration& from, workers& answering, log::logger& lines,
    metrics::registry& counted
)
    : implementation_(
          from.grpc.listener.listen.empty()
              ? nullptr
              : std::make_unique<implementation>(from, answering, lines, counted)
      )
{
}

grpc_listener::~grpc_listener() = default;

result<void> grpc_listener::open(std::string& failed_address)
{
    if (!implementation_)
        return {};
    implementation& made = *implementation_;
    auto opened = grpc::server::open(made.limits, made.parts, made.events(), failed_address);
    if (!opened)
        return opened.error();
    made.server = std::move(*opened);
    made.counted.make_gauge_function("postern_grpc_checks", {}, [&made] {
        return static_cast<double>(made.server->running());
    });
    return {};
}

void grpc_listener::start(boost::asio::io_context& context, const std::function<bool()>& ready)
{
    if (!implementation_)
        return;
    implementation& made = *implementation_;
    made.server->start();
    made.started = true;
    made.ready = ready;
    made.health.emplace(context);
    made.report_health_later();
}

void grpc_listener::drain(
    std::chrono::milliseconds limit, boost::asio::io_context& context, std::function<void()> drained
)
{
    auto done = [&context, drained = std::move(drained)] { boost::asio::post(context, drained); };
    if (!implementation_)
        return done();
    if (implementation_->health)
        implementation_->health->cancel();
    implementation_->server->drain(limit, std::move(done));
}

std::vector<http::listen_address> grpc_listener::addresses() const
{
    return implementation_ ? implementation_->server->addresses()
                           : std::vector<http::listen_address>();
}

} // namespace postern::app
