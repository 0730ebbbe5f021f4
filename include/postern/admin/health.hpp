// GET /livez and /readyz, for everybody; GET /metrics.
#pragma once

#include <postern/admin/api_module.hpp>

#include <functional>
#include <string>
#include <vector>

namespace postern::admin {

struct readiness
{
    bool ready = false;
    std::vector<std::string> reasons; // why it is not ready
};

// `metrics` returns the Prometheus text.
api_module
health_module(std::function<readiness()> check_readiness, std::function<std::string()> metrics);

} // namespace postern::admin
