#include <postern/grpc/server.hpp>

#include "call.hpp"
#include "library_log.hpp"
#include "probe.hpp"

#include <atomic>
#include <ext_authz/ext_authz.grpc.pb.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace postern::grpc {
namespace {

using std::chrono::milliseconds;

// Envoy has one connection for each of its threads and sends all checks through it.
constexpr int streams_per_connection = 1024;

// What all connections together may buffer. The library then takes less from its peers and refuses
// new ones.
constexpr std::size_t memory = 256U * 1024 * 1024;

using authorization = envoy::service::auth::v3::Authorization;

// It takes and gives the octets of messages: a reply is encoded already, and a check that cannot be
// decoded is counted.
class raw_service final : public authorization::WithRawCallbackMethod_Check<authorization::Service>
{
public:
    raw_service(std::shared_ptr<calls> all, std::vector<worker> workers)
        : all_(std::move(all)), workers_(std::move(workers))
    {
    }

    ::grpc::ServerUnaryReactor* Check(
        ::grpc::CallbackServerContext* context, const ::grpc::ByteBuffer* request,
        ::grpc::ByteBuffer* response
    ) override
    {
        const std::size_t turn = next_.fetch_add(1, std::memory_order_relaxed) % workers_.size();
        return call::begin(all_, workers_[turn], context->peer(), *request, *response);
    }

private:
    std::shared_ptr<calls> all_;
    std::vector<worker> workers_;
    std::atomic<std::size_t> next_{0};
};

void set_limits(::grpc::ServerBuilder& builder, const options& limits)
{
    const auto number = [](milliseconds time) { return static_cast<int>(time.count()); };
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits.message));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, streams_per_connection);
    builder.AddChannelArgument("grpc.server_handshake_timeout_ms", number(limits.header_timeout));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_IDLE_MS, number(limits.idle_timeout));
    // A peer that sends its message slowly, or never, does not keep its connection for ever. Envoy
    // then connects anew, without losing a check.
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, number(limits.connection_age));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, number(limits.last_checks));
    // Envoy sends pings (connection_keepalive) to find out whether the connection still lives. The
    // library's own limit, one in five minutes, would end it for that.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 500);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    // Two processes must not share an address without knowing it.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // A compressed message can be much larger than its octets.
    builder.SetDefaultCompressionAlgorithm(GRPC_COMPRESS_NONE);
    for (const auto each : {GRPC_COMPRESS_DEFLATE, GRPC_COMPRESS_GZIP})
        builder.SetCompressionAlgorithmSupportStatus(each, false);
    builder.SetResourceQuota(::grpc::ResourceQuota("postern").Resize(memory));
}

class library_server final : public server
{
public:
    library_server(std::vector<worker> workers, events on, const options& limits)
        : service_(calls_, std::move(workers))
    {
        calls_->on = std::move(on);
        calls_->most = limits.checks;
        calls_->most_of_a_connection = limits.connection_checks;
    }

    ~library_server() override
    {
        if (server_)
            server_->Shutdown(std::chrono::system_clock::now());
        if (draining_.joinable())
            draining_.join();
    }

    result<void> open(const options& limits, std::string& failed_address)
    {
        // The library removes the file of a unix socket whoever listens on it, and has no word for
        // why an address cannot be bound. So try first.
        for (const http::listen_address& address : limits.listen)
            if (const auto bound = probe(address); !bound) {
                failed_address = address.text();
                return bound.error();
            }
        return build(limits, failed_address);
    }

    void start() override
    {
        calls_->accepting = true;
        set_serving(true);
    }

    std::vector<http::listen_address> addresses() const override { return bound_; }

    void set_serving(bool ready) override
    {
        auto* const health = server_->GetHealthCheckService();
        health->SetServingStatus(authorization::service_full_name(), ready);
        health->SetServingStatus(ready); // of the whole server
    }

    void drain(milliseconds limit, std::function<void()> drained) override
    {
        server_->GetHealthCheckService()->Shutdown(); // it does not serve, from now on
        draining_ = std::thread([this, limit, drained = std::move(drained)] {
            server_->Shutdown(std::chrono::system_clock::now() + limit);
            drained();
        });
    }

    std::size_t running() const noexcept override { return calls_->running; }

private:
    result<void> build(const options& limits, std::string& failed_address)
    {
        ::grpc::ServerBuilder builder;
        set_limits(builder, limits);
        builder.RegisterService(&service_);
        std::vector<int> ports(limits.listen.size(), 0);
        for (std::size_t i = 0; i != ports.size(); ++i)
            builder.AddListeningPort(
                target_of(limits.listen[i]), ::grpc::InsecureServerCredentials(), &ports[i]
            );
        server_ = builder.BuildAndStart();
        for (std::size_t i = 0; i != ports.size(); ++i)
            if (!server_ || ports[i] == 0) {
                failed_address = limits.listen[i].text();
                return make_error_code(boost::system::errc::address_not_available);
            }
        return keep_addresses(limits.listen, ports);
    }

    result<void>
    keep_addresses(const std::vector<http::listen_address>& listen, const std::vector<int>& ports)
    {
        for (std::size_t i = 0; i != ports.size(); ++i) {
            http::listen_address& address = bound_.emplace_back(listen[i]);
            if (address.type == http::listen_address::kind::tcp)
                address.port = static_cast<std::uint16_t>(ports[i]);
            else if (::chmod(address.path.c_str(), 0660) != 0)
                return error_code(errno, boost::system::system_category());
        }
        return {};
    }

    std::shared_ptr<calls> calls_ = std::make_shared<calls>();
    raw_service service_;
    std::vector<http::listen_address> bound_;
    std::unique_ptr<::grpc::Server> server_;
    std::thread draining_;
};

} // namespace

result<std::unique_ptr<server>> server::open(
    const options& limits, std::vector<worker> workers, events on, std::string& failed_address
)
{
    silence_library_log();
    ::grpc::EnableDefaultHealthCheckService(true);
    auto made = std::make_unique<library_server>(std::move(workers), std::move(on), limits);
    if (const auto opened = made->open(limits, failed_address); !opened)
        return opened.error();
    return std::unique_ptr<server>(std::move(made));
}

} // namespace postern::grpc
