// A request head for tests, which owns the text of its fields.
#pragma once

#include <postern/http/head.hpp>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace postern::test {

class request
{
public:
    using header = std::pair<std::string, std::string>;

    explicit request(
        std::vector<header> headers = {}, std::string target = "/authz/nginx",
        std::string method = "GET"
    )
        : headers_(std::move(headers)), target_(std::move(target)), method_(std::move(method))
    {
        for (const auto& [name, value] : headers_)
            fields_.push_back({boost::beast::http::string_to_field(name), name, value});
        head_.method = method_;
        head_.target = target_;
        head_.path = head_.target.substr(0, head_.target.find('?'));
        head_.fields = fields_;
    }
    request(const request&) = delete;
    request& operator=(const request&) = delete;

    const http::head& head() const noexcept { return head_; }

private:
    std::vector<header> headers_;
    std::string target_;
    std::string method_;
    std::vector<http::field> fields_;
    http::head head_;
};

// The headers that nginx adds to those of the client.
inline std::vector<request::header> forwarded(std::vector<request::header> more = {})
{
    std::vector<request::header> all{
        {"X-Forwarded-Method", "GET"},    {"X-Forwarded-Uri", "/orders?page=2"},
        {"X-Forwarded-Host", "app.test"}, {"X-Forwarded-Proto", "https"},
        {"X-Forwarded-For", "192.0.2.7"},
    };
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

} // namespace postern::test
