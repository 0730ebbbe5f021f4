// A module of the operators' API: a list of routes. A route says which right its callers need and
// what it does. The application makes each module from the module's own dependencies and passes the
// list to make_service().
//
//   api_module hello_module()
//   {
//       return {{"GET", "/v1/hello/{name}", {right::read, at_once([](const request& from) {
//                    return answer(200, "text/plain", from.parameters[0]);
//                })}}};
//   }
#pragma once

#include <postern/http/reply.hpp>
#include <postern/http/router.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::admin {

enum class right
{
    anybody,     // no token is needed
    read,        // lists, single records and metrics
    sessions,    // to create and end sessions
    revocations, // to add and remove revocations
    keys,        // to register and remove keys
    everything   // explain and reload; it includes all other rights
};

// A request for one of the routes. It lives until the handler's coroutine has ended.
struct request
{
    std::vector<std::string> parameters; // of the path, decoded, in order
    std::string_view query;              // of the target, as it was sent
    std::string_view body;
    std::string client; // the address that the request came from
};

using handler = std::function<boost::asio::awaitable<http::reply_ptr>(const request& from)>;

// The handler of a route that does not wait for anything.
handler at_once(std::function<http::reply_ptr(const request& from)> function);

struct action
{
    right needs;
    handler run;
};

using route = http::route<action>;
using api_module = std::vector<route>;

// The same routes; each answers 404 with `detail`.
api_module disabled(api_module routes, std::string_view detail);

} // namespace postern::admin
