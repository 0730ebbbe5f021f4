#include "tls.hpp"

namespace postern::redis {

namespace ssl = boost::asio::ssl;

tls::times tls::modified() const noexcept
{
    times all{};
    std::error_code missing; // load() reports it
    const std::filesystem::path* files[] = {
        &options_.ca_file, &options_.cert_file, &options_.key_file};
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!files[i]->empty())
            all[i] = std::filesystem::last_write_time(*files[i], missing);
    }
    return all;
}

error_code tls::load(ssl::context& into) const
{
    error_code error;
    if (options_.ca_file.empty())
        into.set_default_verify_paths(error);
    else
        into.load_verify_file(options_.ca_file.string(), error);
    if (!error && !options_.cert_file.empty())
        into.use_certificate_chain_file(options_.cert_file.string(), error);
    if (!error && !options_.key_file.empty())
        into.use_private_key_file(options_.key_file.string(), ssl::context::pem, error);
    return error;
}

result<std::shared_ptr<ssl::context>> tls::context()
{
    const std::lock_guard lock(mutex_);
    const auto now = modified();
    if (context_ != nullptr && now == loaded_)
        return context_;
    const auto made = std::make_shared<ssl::context>(ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(made->native_handle(), TLS1_2_VERSION);
    made->set_verify_mode(ssl::verify_peer);
    // Without this, OpenSSL asks at the terminal for the password of an encrypted key.
    made->set_password_callback([](auto, auto) { return std::string(); });
    if (load(*made))
        return errc::unreadable_file;
    loaded_ = now;
    context_ = made;
    return context_;
}

} // namespace postern::redis
