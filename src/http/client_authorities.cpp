#include "client_tls.hpp"

#include <openssl/x509.h>

#include <cstdlib>

namespace postern::http {

namespace ssl = boost::asio::ssl;

namespace {

// SSL_CTX_set_default_verify_paths(3): the environment comes before the built-in path.
std::filesystem::path file_of_the_system()
{
    const char* const set = std::getenv(X509_get_default_cert_file_env());
    return set != nullptr ? set : X509_get_default_cert_file();
}

} // namespace

authorities::authorities(std::filesystem::path file)
    : file_(std::move(file)), watched_(file_.empty() ? file_of_the_system() : file_)
{
}

error_code authorities::load(ssl::context& into) const
{
    error_code failed;
    if (file_.empty())
        into.set_default_verify_paths(failed);
    else
        into.load_verify_file(file_.string(), failed);
    return failed;
}

result<std::shared_ptr<ssl::context>> authorities::context()
{
    const std::lock_guard lock(mutex_);
    std::error_code missing; // load() reports it
    const auto now = std::filesystem::last_write_time(watched_, missing);
    if (context_ != nullptr && now == loaded_)
        return context_;
    const auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION);
    made->set_verify_mode(ssl::verify_peer);
    if (load(*made))
        return client_errc::unreadable_ca_file;
    loaded_ = now;
    context_ = made;
    return context_;
}

} // namespace postern::http
