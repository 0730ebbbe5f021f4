// What the service needs before anything else.
#pragma once

#include <postern/admin/health.hpp>
#include <postern/config/configuration.hpp>
#include <postern/issuers/service.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include "storage.hpp"

#include <memory>

namespace postern::app {

struct essentials
{
    explicit essentials(const log::options& options)
        : lines(log::make_logger(options)), issuers(counted, *lines)
    {
    }

    metrics::registry counted;
    std::unique_ptr<log::logger> lines; // has the thread that writes lines
    storage kept;                       // has the threads that wait for the store
    issuers::service issuers;           // has the thread that reads and fetches keys

    // Whether the store can be used and every issuer has keys.
    admin::readiness check_readiness() const;
};

// Null, with the reason on stderr, if the store cannot be opened.
std::unique_ptr<essentials> open_essentials(const config::configuration&);

} // namespace postern::app
