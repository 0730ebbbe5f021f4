// Why a request to another server has no response.
#pragma once

#include <postern/base/error.hpp>

namespace postern::http {

enum class client_errc
{
    // the request is not sent
    bad_url = 1,        // not an http or https URL
    bad_request,        // a method or a field with a character that it cannot have
    not_https,          // plain http, which is not permitted to this address
    address_refused,    // all addresses of the host are link-local, multicast or unspecified
    bad_proxy,          // https_proxy is not the URL of an http proxy
    unreadable_ca_file, // the CA file is missing, or has no certificate

    // no connection
    name_not_found,     // the host name cannot be resolved
    connection_refused, // nobody listens at the address
    connect_failed,     // the host cannot be reached
    proxy_unreachable,  // the proxy's name cannot be resolved, or the proxy cannot be reached
    proxy_refused,      // the proxy did not answer CONNECT with 2xx

    // TLS
    tls_failed,             // the handshake, for another reason than the certificate
    certificate_expired,    // expired, or not yet valid
    certificate_wrong_host, // for another name
    certificate_untrusted,  // no trusted CA has signed it, or it is not valid for another reason

    // the exchange
    timed_out,    // the time limit of the connection or of the whole call
    closed_early, // the peer closed the connection before the response was complete
    bad_response, // not HTTP/1.1
    too_large,    // the head or the body of the response is larger than its limit
    encoded,      // the body is compressed, which was not asked for
};
inline constexpr client_errc last_client_errc = client_errc::encoded;

const boost::system::error_category& client_error_category() noexcept;
error_code make_error_code(client_errc) noexcept;

} // namespace postern::http

template <>
struct boost::system::is_error_code_enum<postern::http::client_errc> : std::true_type
{
};
