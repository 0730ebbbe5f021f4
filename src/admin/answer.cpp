#include <postern/admin/answer.hpp>

#include <boost/beast/http/status.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace postern::admin {
namespace {

namespace json = boost::json;

std::string_view title(unsigned status)
{
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
    return {reason.data(), reason.size()};
}

} // namespace

http::reply_ptr answer(unsigned status, std::string_view type, std::string_view body)
{
    return std::make_shared<http::reply>(
        status, std::vector<http::reply::header>{{"Content-Type", type}}, "", body
    );
}

http::reply_ptr answer(unsigned status, const json::object& body)
{
    return answer(status, "application/json", json::serialize(body));
}

http::reply_ptr problem(
    unsigned status, std::string_view detail, const std::vector<http::reply::header>& headers,
    const std::vector<std::string>& problems
)
{
    // RFC 9457 §4.2.1: about:blank says no more than the status, whose phrase is the title.
    json::object body{
        {"type", "about:blank"}, {"title", title(status)}, {"status", status}, {"detail", detail}};
    // RFC 9457 §3.2: `problems` is an extension member.
    if (!problems.empty())
        body["problems"] = json::array(problems.begin(), problems.end());
    auto all = headers;
    all.emplace_back("Content-Type", "application/problem+json");
    return std::make_shared<http::reply>(status, all, "", json::serialize(body));
}

} // namespace postern::admin
