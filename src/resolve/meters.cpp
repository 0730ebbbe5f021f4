#include <postern/resolve/meters.hpp>

namespace postern::resolve {

cache_meters::cache_meters(metrics::registry& all, const std::string& memory)
    : hits(all.make_counter("postern_credential_cache_hits_total", {{"memory", memory}})),
      misses(all.make_counter("postern_credential_cache_misses_total", {{"memory", memory}})),
      evictions(all.make_counter("postern_credential_cache_evictions_total", {{"memory", memory}})),
      bytes(all.make_gauge("postern_credential_cache_bytes", {{"memory", memory}})),
      entries(all.make_gauge("postern_credential_cache_entries", {{"memory", memory}}))
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
