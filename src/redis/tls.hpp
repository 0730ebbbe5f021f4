// The TLS settings of connections to Redis. The files are read again when one of them has changed,
// so that a renewed certificate needs no restart.
#pragma once

#include <postern/redis/error.hpp>
#include <postern/redis/options.hpp>

#include <boost/asio/ssl/context.hpp>

#include <array>
#include <memory>
#include <mutex>

namespace postern::redis {

// Thread-safe.
class tls
{
public:
    explicit tls(tls_options options) : options_(std::move(options)) {}

    // errc::unreadable_file if a file is missing, or is no certificate or key.
    result<std::shared_ptr<boost::asio::ssl::context>> context();

    // The name that a certificate must have.
    const std::string& name_of(const std::string& host) const noexcept
    {
        return options_.server_name.empty() ? host : options_.server_name;
    }

private:
    using times = std::array<std::filesystem::file_time_type, 3>;

    times modified() const noexcept;
    error_code load(boost::asio::ssl::context&) const;

    const tls_options options_;
    std::mutex mutex_;
    times loaded_{};
    std::shared_ptr<boost::asio::ssl::context> context_;
};

} // namespace postern::redis
