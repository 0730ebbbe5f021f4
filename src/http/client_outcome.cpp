#include "client_outcome.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>

namespace postern::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

struct row
{
    error_code of;
    client_errc meaning;
};

const row* find(const error_code& of) noexcept
{
    static const row rows[] = {
        {beast::error::timeout, client_errc::timed_out},
        {beast::http::error::header_limit, client_errc::too_large},
        {beast::http::error::body_limit, client_errc::too_large},
        {beast::http::error::buffer_overflow, client_errc::too_large},
        {beast::http::error::end_of_stream, client_errc::closed_early},
        {beast::http::error::partial_message, client_errc::closed_early},
        {asio::error::connection_refused, client_errc::connection_refused},
        {asio::error::eof, client_errc::closed_early},
        {asio::error::connection_reset, client_errc::closed_early},
        {asio::error::broken_pipe, client_errc::closed_early},
        // The peer closed without close_notify, so somebody may have cut the response (RFC 8446
        // §6.1).
        {asio::ssl::error::stream_truncated, client_errc::closed_early},
    };
    for (const row& each : rows) {
        if (each.of == of)
            return &each;
    }
    return nullptr;
}

} // namespace

error_code outcome(const error_code& of, client_errc otherwise) noexcept
{
    if (!of)
        return {};
    if (const row* const known = find(of))
        return known->meaning;
    const bool http = of.category() == make_error_code(beast::http::error::bad_version).category();
    return http ? client_errc::bad_response : otherwise;
}

} // namespace postern::http
