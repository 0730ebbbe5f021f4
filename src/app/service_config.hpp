// A configuration, made ready to answer.
#pragma once

#include <postern/check/service_config.hpp>
#include <postern/config/configuration.hpp>

#include <cstddef>
#include <memory>

namespace postern::app {

// The number of event loops a configuration asks for.
std::size_t worker_count(const config::configuration&);

// `workers` share the memory for verdicts. Throws std::logic_error for a configuration that did not
// come from config::load: everything that can be wrong with one was said there.
std::shared_ptr<const check::service_config>
make_service_config(const config::configuration&, std::size_t workers);

} // namespace postern::app
