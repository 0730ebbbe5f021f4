// One issuer of the running service: its ring, and how the ring is filled.
#pragma once

#include <postern/issuers/options.hpp>
#include <postern/jwt/verifier.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include "fetch.hpp"
#include "file_watch.hpp"
#include "refresh.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postern::issuers {

// All functions are called on the executor, but trusted(). Held by shared_ptr.
class kept_issuer : public std::enable_shared_from_this<kept_issuer>
{
public:
    kept_issuer(const boost::asio::any_io_executor&, const options&, metrics::registry&, log::logger&);

    // Reads the files if one of them has changed. The first call begins to keep the keys up to date
    // until stop(), and shows the numbers of this issuer among the metrics.
    void start();
    void stop();
    void hide_numbers();

    // Whether this issuer can be kept under the new options. Shared secrets are never compared.
    bool is_of(const options&) const;

    jwt::trusted_issuer trusted() const { return {options_.profile, ring_}; }

private:
    // A document that is fetched, and what it held last.
    struct source
    {
        explicit source(const remote& from)
            : options(from), client(make_client(from)), machine(from.limits)
        {
        }

        const remote options;
        const http::client client;
        refresh machine;
        std::vector<keys::key> keys{};
        bool is_in_use = false; // its keys are not too old
    };

    boost::asio::awaitable<void> keep();
    void refresh_files();
    void begin_fetches();
    boost::asio::awaitable<void> fetch_once(std::size_t which);
    void drop_old_keys();
    void publish();
    void show_numbers();
    void remember_age();
    void count(const error_code& failure);
    void tell_failure(const error_code& reason, const std::string& origin);
    void tell_skipped(const std::vector<keys::skipped_key>&);

    const options options_;
    const keys::ring ring_;
    metrics::registry& counted_;
    log::logger& lines_;
    std::map<std::string, metrics::counter*> loads_; // by reason; empty: done
    boost::asio::steady_timer pause_;
    bool is_started_ = false;
    bool is_stopped_ = false;
    file_watch files_;
    std::vector<keys::key> of_files_;
    bool has_read_files_ = false; // once, and they were good
    std::vector<source> remotes_;
    std::uint64_t known_unknowns_ = 0; // unknown kids that a fetch has begun for

    // When the oldest document was fetched, as a count of the steady clock; zero: never. The
    // metrics read it on another thread.
    const std::shared_ptr<std::atomic<std::int64_t>> fetched_at_ =
        std::make_shared<std::atomic<std::int64_t>>(0);
};

} // namespace postern::issuers
