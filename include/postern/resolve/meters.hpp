// What one worker's resolver counts.
#pragma once

#include <postern/metrics/registry.hpp>

#include <string>

namespace postern::resolve {

struct cache_meters
{
    // `memory`: the label, `tokens` or `sessions`.
    cache_meters(metrics::registry&, const std::string& memory);

    metrics::counter& hits;
    metrics::counter& misses;
    metrics::counter& evictions; // for want of room
    metrics::gauge& bytes;
    metrics::gauge& entries;
};

struct meters
{
    explicit meters(metrics::registry&);

    cache_meters tokens;
    cache_meters sessions;
    metrics::counter& tripwire;
    metrics::counter& foreign_schemes; // Authorization of another scheme than Bearer, or empty
};

} // namespace postern::resolve
