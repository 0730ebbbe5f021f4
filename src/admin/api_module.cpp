#include <postern/admin/answer.hpp>
#include <postern/admin/api_module.hpp>

#include <utility>

namespace postern::admin {

handler at_once(std::function<http::reply_ptr(const request&)> function)
{
    return [function = std::move(function)](const request& from
           ) -> boost::asio::awaitable<http::reply_ptr> { co_return function(from); };
}

api_module disabled(api_module routes, std::string_view detail)
{
    for (route& each : routes)
        each.value.run =
            at_once([text = std::string(detail)](const request&) { return problem(404, text); });
    return routes;
}

} // namespace postern::admin
