// What the service needs before anything else.
#pragma once

#include <postern/config/configuration.hpp>
#include <postern/log/log.hpp>
#include <postern/metrics/registry.hpp>

#include "storage.hpp"

#include <memory>

namespace postern::app {

struct essentials
{
    explicit essentials(const log::options& options) : lines(log::make_logger(options)) {}

    metrics::registry counted;
    std::unique_ptr<log::logger> lines; // has the thread that writes lines
    storage kept;                       // has the threads that wait for the store
};

// Null, with the reason on stderr, if the store cannot be opened.
std::unique_ptr<essentials> open_essentials(const config::configuration&);

} // namespace postern::app
