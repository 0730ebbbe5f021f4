// The names are labels of metrics and words of the log, so they never change.
#include <postern/base/reasons.hpp>
#include <postern/http/client_error.hpp>

namespace postern::http {
namespace {

constexpr reason reasons[] = {
    {client_errc::bad_url, failure::unavailable, "fetch_bad_url"},
    {client_errc::bad_request, failure::unavailable, "fetch_bad_request"},
    {client_errc::not_https, failure::unavailable, "fetch_not_https"},
    {client_errc::address_refused, failure::unavailable, "fetch_address_refused"},
    {client_errc::bad_proxy, failure::unavailable, "fetch_bad_proxy"},
    {client_errc::unreadable_ca_file, failure::unavailable, "fetch_unreadable_ca_file"},

    {client_errc::name_not_found, failure::unavailable, "fetch_name_not_found"},
    {client_errc::connection_refused, failure::unavailable, "fetch_connection_refused"},
    {client_errc::connect_failed, failure::unavailable, "fetch_connect_failed"},
    {client_errc::proxy_unreachable, failure::unavailable, "fetch_proxy_unreachable"},
    {client_errc::proxy_refused, failure::unavailable, "fetch_proxy_refused"},

    {client_errc::tls_failed, failure::unavailable, "fetch_tls_failed"},
    {client_errc::certificate_expired, failure::unavailable, "fetch_certificate_expired"},
    {client_errc::certificate_wrong_host, failure::unavailable, "fetch_certificate_wrong_host"},
    {client_errc::certificate_untrusted, failure::unavailable, "fetch_certificate_untrusted"},

    {client_errc::timed_out, failure::unavailable, "fetch_timed_out"},
    {client_errc::closed_early, failure::unavailable, "fetch_closed_early"},
    {client_errc::bad_response, failure::unavailable, "fetch_bad_response"},
    {client_errc::too_large, failure::unavailable, "fetch_too_large"},
    {client_errc::encoded, failure::unavailable, "fetch_encoded"},
};

} // namespace

const boost::system::error_category& client_error_category() noexcept
{
    static const reason_category instance("postern.http.client", reasons);
    return instance;
}

error_code make_error_code(client_errc code) noexcept
{
    return {static_cast<int>(code), client_error_category()};
}

} // namespace postern::http
