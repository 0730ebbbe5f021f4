#include <postern/resolve/meters.hpp>

namespace postern::resolve {

cache_meters::cache_meters(metrics::registry& all, const std::string& cache)
    : hits(all.make_counter("postern_credential_cache_hits_total", {{"cache", cache}})),
      misses(all.make_counter("postern_credential_cache_misses_total", {{"cache", cache}})),
      evictions(all.make_counter("postern_credential_cache_evictions_total", {{"cache", cache}})),
      bytes(all.make_gauge("postern_credential_cache_bytes", {{"cache", cache}})),
      entries(all.make_gauge("postern_credential_cache_entries", {{"cache", cache}}))
{
}

meters::meters(metrics::registry& all)
    : tokens(all, "tokens"), sessions(all, "sessions"),
      tripwire(all.make_counter("postern_tripwire_total")),
      stale_revocations(all.make_counter("postern_revocations_unchecked_total")),
      foreign_schemes(
          all.make_counter("postern_credentials_ignored_total", {{"reason", "other_scheme"}})
      )
{
}

} // namespace postern::resolve
