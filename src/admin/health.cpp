#include <postern/admin/answer.hpp>
#include <postern/admin/health.hpp>

#include <boost/json/array.hpp>

namespace postern::admin {
namespace {

namespace json = boost::json;

http::reply_ptr live(const request&)
{
    return answer(200, "text/plain", "ok");
}

http::reply_ptr ready(const readiness& found)
{
    const json::object body{
        {"ready", found.ready},
        {"reasons", json::array(found.reasons.begin(), found.reasons.end())}};
    // A load balancer sends no new requests to a service that answers 503.
    return answer(found.ready ? 200 : 503, body);
}

} // namespace

api_module
health_module(std::function<readiness()> check_readiness, std::function<std::string()> metrics)
{
    const auto answer_ready = [check = std::move(check_readiness)](const request&) {
        return ready(check());
    };
    const auto answer_metrics = [text = std::move(metrics)](const request&) {
        return answer(200, "text/plain; version=0.0.4", text());
    };
    return {
        // Probes have no token. The metrics need one, because they describe the traffic.
        {"GET", "/livez", {right::anybody, at_once(live)}},
        {"GET", "/readyz", {right::anybody, at_once(answer_ready)}},
        {"GET", "/metrics", {right::read, at_once(answer_metrics)}},
    };
}

} // namespace postern::admin
