#include "table.hpp"

namespace postern::metrics {
namespace {

// All metrics of the service, in the order of their documentation.
constexpr definition table[] = {
    {"postern_checks_total", kind::counter, "endpoint outcome reason",
     "Checks answered, by endpoint, outcome (valid, none, invalid, forbidden, unavailable, "
     "malformed, bad_request, preflight) and reason (empty for valid)."},
    {"postern_check_duration_seconds", kind::histogram, "",
     "Time from the complete head of a check to its answer."},

    {"postern_credential_cache_hits_total", kind::counter, "cache",
     "Tokens and sessions that were found in the credential cache."},
    {"postern_credential_cache_misses_total", kind::counter, "cache",
     "Tokens that were verified and sessions that were looked up in the store."},
    {"postern_credential_cache_evictions_total", kind::counter, "cache",
     "Entries that the credential cache dropped to make room."},
    {"postern_credential_cache_bytes", kind::gauge, "cache",
     "Memory that the credential cache uses."},
    {"postern_credential_cache_entries", kind::gauge, "cache", "Entries of the credential cache."},
    {"postern_crypto_pool_queue", kind::gauge, "",
     "Signatures that wait for a thread of the crypto pool."},

    {"postern_tripwire_total", kind::counter, "",
     "Checks whose request already had an identity header: a client tries to set its identity."},
    {"postern_credentials_ignored_total", kind::counter, "reason",
     "Authorization headers that were ignored: the scheme is not Bearer, or the value is empty."},

    {"postern_http_refused_total", kind::counter, "reason",
     "Requests that were refused before the check: syntax, size, time, or a path without an "
     "endpoint."},
    {"postern_http_connections", kind::gauge, "", "Open connections of the resolver."},

    {"postern_grpc_refused_total", kind::counter, "reason",
     "Checks over gRPC that were an error to Envoy (undecodable, too_many, not_serving)."},
    {"postern_grpc_checks", kind::gauge, "", "Checks over gRPC that are being answered."},

    {"postern_keys", kind::gauge, "issuer", "Usable keys of an issuer."},
    {"postern_key_loads_total", kind::counter, "issuer outcome reason",
     "Times that keys of an issuer were read or fetched, by outcome (done, failed) and reason "
     "(empty "
     "for done). After a failure the keys from before stay in use."},
    {"postern_unknown_kids_total", kind::counter, "issuer",
     "Tokens whose kid is not among the keys of their issuer."},
    {"postern_keys_age_seconds", kind::gauge, "issuer",
     "Time since the keys were last fetched; the oldest of several documents. Absent if nothing is "
     "fetched."},
    {"postern_revocations", kind::gauge, "", "Entries of the revocation list."},
    {"postern_revocations_current", kind::gauge, "",
     "1 if the revocation list has every entry of the store, 0 while each check asks the store."},
    {"postern_revocations_unchecked_total", kind::counter, "",
     "Tokens that passed although the revocation list was not current and the store did not answer "
     "(revocation.max_staleness, revocation.fail_open)."},
    {"postern_redis_policy_unknown", kind::gauge, "",
     "1 if Redis does not tell its maxmemory-policy, so that it may evict revocations."},
    {"postern_store_up", kind::gauge, "", "1 if the store answers, 0 while its calls fail."},

    {"postern_redis_errors_total", kind::counter, "reason",
     "Calls to Redis that failed, and connections that were lost or could not be made, by "
     "reason."},
    {"postern_redis_connections", kind::gauge, "", "Connections to Redis that are ready for use."},
    {"postern_redis_reconnects_total", kind::counter, "",
     "Connections to Redis that were made anew after one was lost."},
    {"postern_redis_feed_up", kind::gauge, "",
     "1 if the feed shows each change of Redis, 0 while changes may be missed."},
    {"postern_redis_tracking_refused", kind::gauge, "",
     "1 if Redis refuses CLIENT TRACKING, so that nothing is remembered, else 0."},

    {"postern_config_reloads_total", kind::counter, "outcome",
     "Reloads of the configuration, by outcome (done, refused)."},
    {"postern_config_loaded_timestamp_seconds", kind::gauge, "",
     "When the active configuration was loaded, in Unix seconds."},
    {"postern_log_dropped_total", kind::counter, "",
     "Log lines that were dropped because the reader of the log is too slow."},
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
