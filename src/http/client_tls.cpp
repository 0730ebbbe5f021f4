#include "client_tls.hpp"

#include "client_outcome.hpp"

#include <boost/asio/ip/address.hpp>
#include <openssl/x509v3.h>

namespace postern::http {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

namespace {

// SSL_set_tlsext_host_name() is this call as a macro, with casts that our warnings refuse.
bool set_server_name(SSL* on, std::string name)
{
    return SSL_ctrl(on, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
}

// OpenSSL itself compares the names, so that its verify result tells a wrong name from other
// errors.
bool expect_host(SSL* on, const std::string& host)
{
    // The common name is no host name any more, and a wildcard is a whole label (RFC 9525 §2,
    // §6.3).
    SSL_set_hostflags(
        on, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS
    );
    error_code is_name;
    asio::ip::make_address(host, is_name);
    if (!is_name)
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(on), host.c_str()) == 1;
    // Server Name Indication has names only, never IP addresses (RFC 6066 §3).
    return set_server_name(on, host) && SSL_set1_host(on, host.c_str()) == 1;
}

client_errc reason_of(long verified)
{
    switch (verified) {
    case X509_V_OK:
        return client_errc::tls_failed;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return client_errc::certificate_expired;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return client_errc::certificate_wrong_host;
    default:
        return client_errc::certificate_untrusted;
    }
}

} // namespace

asio::awaitable<error_code> secure(tls_stream& on, const std::string& host)
{
    if (!expect_host(on.native_handle(), host))
        co_return client_errc::tls_failed;
    const auto [failed] = co_await on.async_handshake(ssl::stream_base::client, as_result);
    // Until the certificate is verified, OpenSSL's verify result is X509_V_OK.
    const auto why = reason_of(SSL_get_verify_result(on.native_handle()));
    co_return outcome(failed, why);
}

} // namespace postern::http
