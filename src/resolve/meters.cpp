#include <postern/resolve/meters.hpp>

namespace postern::resolve {

meters::meters(metrics::registry& all)
    : hits(all.make_counter("postern_verdict_memory_hits_total")),
      misses(all.make_counter("postern_verdict_memory_misses_total")),
      evictions(all.make_counter("postern_verdict_memory_evictions_total")),
      bytes(all.make_gauge("postern_verdict_memory_bytes")),
      entries(all.make_gauge("postern_verdict_memory_entries")),
      tripwire(all.make_counter("postern_tripwire_total")),
      foreign_schemes(
          all.make_counter("postern_credentials_ignored_total", {{"reason", "other_scheme"}})
      )
{
}

} // namespace postern::resolve
