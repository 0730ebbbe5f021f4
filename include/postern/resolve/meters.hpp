// What one worker's resolver counts.
#pragma once

#include <postern/metrics/registry.hpp>

namespace postern::resolve {

struct meters
{
    explicit meters(metrics::registry&);

    metrics::counter& hits; // of the verdict memory
    metrics::counter& misses;
    metrics::counter& evictions; // for want of room
    metrics::gauge& bytes;
    metrics::gauge& entries;
    metrics::counter& tripwire;
    metrics::counter& foreign_schemes; // Authorization of another scheme than Bearer, or empty
};

} // namespace postern::resolve
