// An operators' listener that answers what it was told to, one connection per answer, and keeps
// what it was asked.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <string>
#include <thread>
#include <vector>

namespace postern::cli {

struct canned
{
    unsigned status = 200;
    std::string body;
};

class admin_stub
{
public:
    using request = boost::beast::http::request<boost::beast::http::string_body>;

    explicit admin_stub(std::vector<canned> answers)
        : answers_(std::move(answers)), serving_([this] { serve(); })
    {
    }
    admin_stub(const admin_stub&) = delete;
    admin_stub& operator=(const admin_stub&) = delete;
    ~admin_stub()
    {
        if (serving_.joinable())
            serving_.join();
    }

    std::string url() const
    {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

    // Once every answer was fetched.
    const std::vector<request>& asked()
    {
        serving_.join();
        return asked_;
    }

private:
    void serve()
    {
        namespace http = boost::beast::http;
        for (const canned& given : answers_) {
            boost::asio::ip::tcp::socket peer = acceptor_.accept();
            boost::beast::flat_buffer buffer;
            http::read(peer, buffer, asked_.emplace_back());
            http::response<http::string_body> answer;
            answer.result(given.status);
            answer.body() = given.body;
            answer.prepare_payload();
            http::write(peer, answer);
        }
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_{
        context_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::vector<canned> answers_;
    std::vector<request> asked_;
    std::thread serving_;
};

} // namespace postern::cli
