#include <postern/http/listening.hpp>
#include <postern/http/server.hpp>

#include "acceptor.hpp"
#include "connection_limiter.hpp"
#include "worker_connections.hpp"

#include <boost/asio/post.hpp>

namespace postern::http {
namespace {

namespace asio = boost::asio;

class server_impl final : public server
{
public:
    server_impl(const options&, asio::io_context&, const std::vector<worker>&);
    ~server_impl() override;

    void listen(std::vector<listening_socket>);

    void start() override;
    std::vector<listen_address> addresses() const override;
    void drain(std::chrono::milliseconds limit, std::function<void()> drained) override;
    std::size_t connections() const noexcept override { return limiter_->count(); }

private:
    void assign(accepted_socket);
    void on_connection_closed();
    void begin_drain(std::chrono::milliseconds limit);
    void cut_off();
    void end_drain();

    template <class Function>
    void post_to_acceptor(Function f);
    template <class Function>
    void post_to_workers(Function f);

    asio::io_context& context_;
    std::shared_ptr<connection_limiter> limiter_;
    std::vector<std::shared_ptr<acceptor>> acceptors_;
    std::vector<std::shared_ptr<worker_connections>> workers_;
    std::size_t next_worker_ = 0;
    asio::steady_timer drain_timer_;
    std::function<void()> drained_;
    // Posted handlers may run after the destructor; they look at this first.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

server_impl::server_impl(
    const options& settings, asio::io_context& acceptor_context, const std::vector<worker>& workers
)
    : context_(acceptor_context),
      limiter_(std::make_shared<connection_limiter>(
          settings.connections, [this] { post_to_acceptor([this] { on_connection_closed(); }); }
      )),
      drain_timer_(acceptor_context)
{
    for (const auto& each : workers)
        workers_.push_back(std::make_shared<worker_connections>(each, settings));
}

server_impl::~server_impl()
{
    // The connections may live longer than this object, so they must not notify it.
    limiter_->stop_notifying();
    for (const auto& each : acceptors_)
        each->close();
    for (const auto& each : workers_)
        each->close();
}

void server_impl::listen(std::vector<listening_socket> sockets)
{
    for (auto& each : sockets)
        acceptors_.push_back(std::make_shared<acceptor>(
            context_, std::move(each), limiter_,
            [this](accepted_socket socket) { assign(std::move(socket)); }
        ));
}

void server_impl::start()
{
    post_to_workers([](worker_connections& each) { each.start(); });
    post_to_acceptor([this] {
        for (const auto& each : acceptors_)
            each->start();
    });
}

std::vector<listen_address> server_impl::addresses() const
{
    std::vector<listen_address> bound;
    for (const auto& each : acceptors_)
        bound.push_back(each->address());
    return bound;
}

// Gives connections to the workers in turn. A proxy keeps few connections for a long time. With a
// hash of their addresses one worker would often have most of them.
void server_impl::assign(accepted_socket socket)
{
    const auto& to = workers_[next_worker_++ % workers_.size()];
    asio::post(to->context(), [to, socket = std::move(socket)]() mutable {
        to->add(std::move(socket));
    });
}

void server_impl::on_connection_closed()
{
    // The last connection ends a drain. Acceptors that wait at the limit can go on.
    if (limiter_->count() == 0)
        end_drain();
    for (const auto& each : acceptors_)
        each->resume();
}

void server_impl::drain(std::chrono::milliseconds limit, std::function<void()> drained)
{
    post_to_acceptor([this, limit, drained = std::move(drained)]() mutable {
        drained_ = std::move(drained);
        begin_drain(limit);
    });
}

void server_impl::begin_drain(std::chrono::milliseconds limit)
{
    // Accept no further connection. The workers close idle connections now, others after their
    // response.
    for (const auto& each : acceptors_)
        each->close();
    post_to_workers([](worker_connections& each) { each.drain(); });
    // Connections that are open after the limit are closed then.
    drain_timer_.expires_after(limit);
    drain_timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& error) {
        if (!error && !alive.expired())
            cut_off();
    });
    // Request the notification first, then look: the last connection may be closed in between.
    limiter_->expect_none();
    if (limiter_->count() == 0)
        end_drain();
}

void server_impl::cut_off()
{
    post_to_workers([](worker_connections& each) { each.close(); });
    end_drain();
}

void server_impl::end_drain()
{
    drain_timer_.cancel();
    // The timer and the last connection may both end the drain. Call the function once.
    if (const auto drained = std::exchange(drained_, nullptr))
        drained();
}

template <class Function>
void server_impl::post_to_acceptor(Function f)
{
    asio::post(context_, [alive = std::weak_ptr(alive_), f = std::move(f)]() mutable {
        if (!alive.expired())
            f();
    });
}

template <class Function>
void server_impl::post_to_workers(Function f)
{
    for (const auto& each : workers_)
        asio::post(each->context(), [each, f] { f(*each); });
}

} // namespace

result<std::unique_ptr<server>> server::open(
    const options& settings, asio::io_context& acceptor_context, const std::vector<worker>& workers,
    std::string& failed_address
)
{
    auto made = std::make_unique<server_impl>(settings, acceptor_context, workers);
    for (const auto& address : settings.listen) {
        auto sockets = listen_on(address);
        // The destructor closes the sockets of the addresses before this one.
        if (!sockets) {
            failed_address = address.text();
            return sockets.error();
        }
        made->listen(std::move(*sockets));
    }
    return std::unique_ptr<server>(std::move(made));
}

} // namespace postern::http
