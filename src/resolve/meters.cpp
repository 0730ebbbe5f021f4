#include <postern/resolve/meters.hpp>

namespace postern::resolve {

memory_meters::memory_meters(metrics::registry& all, const std::string& memory)
    : hits(all.make_counter("postern_verdict_memory_hits_total", {{"memory", memory}})),
      misses(all.make_counter("postern_verdict_memory_misses_total", {{"memory", memory}})),
      evictions(all.make_counter("postern_verdict_memory_evictions_total", {{"memory", memory}})),
      bytes(all.make_gauge("postern_verdict_memory_bytes", {{"memory", memory}})),
      entries(all.make_gauge("postern_verdict_memory_entries", {{"memory", memory}}))
{
}

meters::meters(metrics::registry& all)
    : tokens(all, "tokens"), sessions(all, "sessions"),
      tripwire(all.make_counter("postern_tripwire_total")),
      foreign_schemes(
          all.make_counter("postern_credentials_ignored_total", {{"reason", "other_scheme"}})
      )
{
}

} // namespace postern::resolve
