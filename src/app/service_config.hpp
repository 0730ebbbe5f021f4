// A configuration, made ready to answer.
#pragma once

#include <postern/check/service_config.hpp>
#include <postern/config/configuration.hpp>
#include <postern/jwt/verifier.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace postern::app {

// The number of event loops that a configuration sets.
std::size_t worker_count(const config::configuration& from);

// The number of `workers` divides the memory of the credential cache. Throws std::logic_error for a
// configuration that did not come from config::load, which reports everything that can be wrong.
std::shared_ptr<const check::service_config> make_service_config(
    const config::configuration& from, std::vector<jwt::trusted_issuer>, std::size_t workers
);

} // namespace postern::app
