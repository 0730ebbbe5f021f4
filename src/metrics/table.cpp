#include "table.hpp"

namespace postern::metrics {
namespace {

constexpr definition table[] = {
    {"postern_checks_total", kind::counter, "endpoint outcome reason",
     "Checks answered, by endpoint, outcome (valid, none, invalid, forbidden, unavailable, "
     "malformed, bad_request, preflight) and reason (empty for valid)."},
    {"postern_check_duration_seconds", kind::histogram, "",
     "Time from a check's complete head to its answer."},

    {"postern_credential_cache_hits_total", kind::counter, "cache",
     "Checks answered by a remembered verdict: of a token, or of a session."},
    {"postern_credential_cache_misses_total", kind::counter, "cache",
     "Tokens that had to be verified and sessions that had to be looked up."},
    {"postern_credential_cache_evictions_total", kind::counter, "cache",
     "Remembered verdicts that were given up to make room."},
    {"postern_credential_cache_bytes", kind::gauge, "cache",
     "Memory that remembered verdicts take."},
    {"postern_credential_cache_entries", kind::gauge, "cache", "Verdicts that are remembered."},
    {"postern_crypto_pool_queue", kind::gauge, "",
     "Verifications that wait for a thread of the crypto pool."},

    {"postern_tripwire_total", kind::counter, "",
     "Checks that brought an identity header of their own: somebody tries to be somebody."},
    {"postern_credentials_ignored_total", kind::counter, "reason",
     "Authorization fields that were passed over: another scheme than Bearer, or empty."},

    {"postern_http_refused_total", kind::counter, "reason",
     "Requests refused before any check: syntax, size, time, or a path that no endpoint has."},
    {"postern_http_connections", kind::gauge, "", "Open connections of the resolver."},

    {"postern_keys", kind::gauge, "issuer", "Usable keys of an issuer."},

    {"postern_revocations", kind::gauge, "", "Entries of the revocation list."},
    {"postern_store_up", kind::gauge, "",
     "Whether the store answers: 1, or 0 while its last calls failed."},

    {"postern_config_reloads_total", kind::counter, "outcome",
     "Reloads of the configuration, done or refused."},
    {"postern_config_loaded_timestamp_seconds", kind::gauge, "",
     "When the configuration in force was loaded, in Unix seconds."},
    {"postern_log_dropped_total", kind::counter, "",
     "Log lines that were dropped because they could not be written fast enough."},
    {"postern_build_info", kind::gauge, "version", "Always 1; the version is the label."},
    {"postern_process_start_time_seconds", kind::gauge, "",
     "When the process started, in Unix seconds."},
};

} // namespace

std::span<const definition> definitions() noexcept
{
    return table;
}

} // namespace postern::metrics
