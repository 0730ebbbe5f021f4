#include <postern/admin/explain.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace postern::admin {
namespace {

namespace json = boost::json;

void add_header(json::object& headers, std::string_view name, std::string_view value)
{
    // The first value is a string. A second value turns it into a list.
    auto& slot = headers[name];
    if (slot.is_null())
        slot = value;
    else if (slot.is_array())
        slot.get_array().emplace_back(value);
    else
        slot = json::array{std::move(slot), value};
}

} // namespace

std::string render(const check::explanation& from)
{
    json::object headers;
    for (const auto& [name, value] : from.headers)
        add_header(headers, name, value);
    // The steps are a list, because their order has a meaning.
    json::array steps;
    for (const auto& [name, finding] : from.steps)
        steps.push_back({{"step", name}, {"finding", finding}});
    return json::serialize(json::object{
        {"status", from.status},
        {"outcome", from.outcome},
        {"reason", from.reason},
        {"headers", std::move(headers)},
        {"steps", std::move(steps)}});
}

} // namespace postern::admin
