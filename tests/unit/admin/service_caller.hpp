// Calls a service without a socket, and operations that remember how they were called.
#pragma once

#include <postern/admin/explain.hpp>
#include <postern/admin/health.hpp>
#include <postern/admin/reload.hpp>
#include <postern/admin/service.hpp>
#include <postern/http/head_parser.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace postern::admin::test {

inline const std::string token = "a-token-for-tests";

// What the operations answer, and the arguments that they were called with.
struct fake_operations
{
    admin::readiness readiness{true, {}};
    check::explanation explanation;
    reload_outcome reloaded{true, {}};
    std::vector<check::explain_request> explained;
    int reloads = 0;
    boost::asio::io_context context{1}; // runs the handlers

    std::vector<api_module> make_modules()
    {
        return {
            health_module(
                [this] { return readiness; },
                [] { return std::string("postern_build_info{version=\"1\"} 1\n"); }
            ),
            explain_module([this](const check::explain_request& request) {
                explained.push_back(request);
                return explanation;
            }),
            reload_module([this] {
                ++reloads;
                return reloaded;
            })};
    }
};

// Calls a service as a connection does: answer_now, and if that has no answer, answer_later.
class service_caller
{
public:
    template <class Operations>
    explicit service_caller(Operations& operations)
        : service_caller({{secret(token), {right::everything}}}, operations.make_modules())
    {
        context_ = &operations.context;
    }

    service_caller(const std::vector<token_grant>& grants, const std::vector<api_module>& modules)
        : service_(make_service(grants, modules))
    {
    }

    // `fields`: header lines, each ended by CRLF.
    http::reply_ptr
    call(const std::string& line, const std::string& fields = {}, const std::string& body = {})
    {
        const auto octets = line + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
        const auto head = parser_.parse(octets);
        if (!head)
            throw std::logic_error("not a request: " + octets);
        if (auto reply = service_->answer_now(*head))
            return reply;
        const boost::asio::ip::tcp::endpoint client(boost::asio::ip::address_v6::loopback(), 4711);
        return wait(http::owned_request(*head, octets, body, client));
    }

    http::reply_ptr call_with_token(const std::string& line, const std::string& body = {})
    {
        return call(line, "Authorization: Bearer " + token + "\r\n", body);
    }

private:
    http::reply_ptr wait(const http::owned_request& request)
    {
        http::reply_ptr reply;
        boost::asio::co_spawn(
            *context_, service_->answer_later(request),
            [&](std::exception_ptr failure, http::reply_ptr answered) {
                if (failure)
                    std::rethrow_exception(failure);
                reply = std::move(answered);
            }
        );
        context_->restart();
        context_->run();
        return reply;
    }

    http::head_parser parser_{http::head_limits{}};
    std::unique_ptr<http::service> service_;
    boost::asio::io_context own_context_{1};
    boost::asio::io_context* context_ = &own_context_;
};

// The value of a header of a reply; "(absent)" if there is none.
inline std::string header_of(const http::reply& reply, const std::string& name)
{
    const auto begin = reply.octets().find("\r\n" + name + ": ");
    if (begin == std::string::npos)
        return "(absent)";
    const auto value = begin + name.size() + 4;
    return reply.octets().substr(value, reply.octets().find("\r\n", value) - value);
}

} // namespace postern::admin::test
