#include <postern/http/server.hpp>

#include "acceptor.hpp"
#include "gate.hpp"
#include "listening.hpp"
#include "share.hpp"

#include <boost/asio/post.hpp>

namespace postern::http {
namespace {

namespace asio = boost::asio;

class house final : public server
{
public:
    house(const options&, asio::io_context&, const std::vector<worker>&);
    ~house() override;

    void listen(std::vector<listening_socket>);

    void start() override;
    std::vector<listen_address> addresses() const override;
    void drain(std::chrono::milliseconds limit, std::function<void()> drained) override;
    std::size_t connections() const noexcept override { return gate_->inside(); }

private:
    void deal(arrival);
    void on_news();
    void begin_drain(std::chrono::milliseconds limit);
    void cut_off();
    void end_drain();

    template <class Function>
    void post_to_acceptor(Function f);
    template <class Function>
    void post_to_shares(Function f);

    asio::io_context& context_;
    std::shared_ptr<gate> gate_;
    std::vector<std::shared_ptr<acceptor>> acceptors_;
    std::vector<std::shared_ptr<share>> shares_;
    std::size_t next_share_ = 0;
    asio::steady_timer drain_timer_;
    std::function<void()> drained_;
    // What is posted may still be on its way when this object has gone.
    std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

house::house(
    const options& settings, asio::io_context& acceptor_context, const std::vector<worker>& workers
)
    : context_(acceptor_context),
      gate_(std::make_shared<gate>(
          settings.connections, [this] { post_to_acceptor([this] { on_news(); }); }
      )),
      drain_timer_(acceptor_context)
{
    for (const auto& each : workers)
        shares_.push_back(std::make_shared<share>(each, settings));
}

house::~house()
{
    gate_->forget_news();
    for (const auto& each : acceptors_)
        each->close();
    for (const auto& each : shares_)
        each->close();
}

void house::listen(std::vector<listening_socket> sockets)
{
    for (auto& each : sockets)
        acceptors_.push_back(std::make_shared<acceptor>(
            context_, std::move(each), gate_, [this](arrival a) { deal(std::move(a)); }
        ));
}

void house::start()
{
    post_to_shares([](share& each) { each.start(); });
    post_to_acceptor([this] {
        for (const auto& each : acceptors_)
            each->start();
    });
}

std::vector<listen_address> house::addresses() const
{
    std::vector<listen_address> bound;
    for (const auto& each : acceptors_)
        bound.push_back(each->address());
    return bound;
}

// In turn: proxies keep few connections and use them long, so that a hash would split them by luck.
void house::deal(arrival from)
{
    const auto& to = shares_[next_share_++ % shares_.size()];
    asio::post(to->context(), [to, from = std::move(from)]() mutable {
        to->adopt(std::move(from));
    });
}

void house::on_news()
{
    if (gate_->inside() == 0)
        end_drain();
    for (const auto& each : acceptors_)
        each->resume();
}

void house::drain(std::chrono::milliseconds limit, std::function<void()> drained)
{
    post_to_acceptor([this, limit, drained = std::move(drained)]() mutable {
        drained_ = std::move(drained);
        begin_drain(limit);
    });
}

void house::begin_drain(std::chrono::milliseconds limit)
{
    for (const auto& each : acceptors_)
        each->close();
    post_to_shares([](share& each) { each.drain(); });
    drain_timer_.expires_after(limit);
    drain_timer_.async_wait([this, alive = std::weak_ptr(alive_)](const error_code& error) {
        if (!error && !alive.expired())
            cut_off();
    });
    gate_->close();
    if (gate_->inside() == 0)
        end_drain();
}

void house::cut_off()
{
    post_to_shares([](share& each) { each.close(); });
    end_drain();
}

void house::end_drain()
{
    drain_timer_.cancel();
    if (const auto drained = std::exchange(drained_, nullptr))
        drained();
}

template <class Function>
void house::post_to_acceptor(Function f)
{
    asio::post(context_, [alive = std::weak_ptr(alive_), f = std::move(f)]() mutable {
        if (!alive.expired())
            f();
    });
}

template <class Function>
void house::post_to_shares(Function f)
{
    for (const auto& each : shares_)
        asio::post(each->context(), [each, f] { f(*each); });
}

} // namespace

result<std::unique_ptr<server>> server::open(
    const options& settings, asio::io_context& acceptor_context, const std::vector<worker>& workers,
    std::string& failed_address
)
{
    auto made = std::make_unique<house>(settings, acceptor_context, workers);
    for (const auto& address : settings.listen) {
        auto sockets = listen_on(address);
        if (!sockets) {
            failed_address = address.text();
            return sockets.error();
        }
        made->listen(std::move(*sockets));
    }
    return std::unique_ptr<server>(std::move(made));
}

} // namespace postern::http
