// The metrics of one worker's resolver.
#pragma once

#include <postern/metrics/registry.hpp>

#include <string>

namespace postern::resolve {

struct cache_meters
{
    // `cache`: the label, `tokens` or `sessions`.
    cache_meters(metrics::registry& all, const std::string& cache);

    metrics::counter& hits;
    metrics::counter& misses;
    metrics::counter& evictions; // proofs that made room for others
    metrics::gauge& bytes;
    metrics::gauge& entries;
};

struct meters
{
    explicit meters(metrics::registry& all);

    cache_meters tokens;
    cache_meters sessions;
    metrics::counter& tripwire;
    metrics::counter& stale_revocations; // proofs that the store could not be asked about
    metrics::counter& foreign_schemes;   // Authorization of another scheme than Bearer, or empty
};

} // namespace postern::resolve
