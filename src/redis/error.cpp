#include <postern/base/reasons.hpp>
#include <postern/redis/error.hpp>

// The messages are words of metrics and of the log.
namespace postern::redis {
namespace {

constexpr reason reasons[] = {
    {errc::timed_out, failure::unavailable, "redis_timed_out"},
    {errc::lost, failure::unavailable, "redis_lost"},
    {errc::not_connected, failure::unavailable, "redis_not_connected"},
    {errc::closed, failure::unavailable, "redis_closed"},
    {errc::malformed, failure::unavailable, "redis_malformed"},

    {errc::loading, failure::unavailable, "redis_loading"},
    {errc::read_only, failure::unavailable, "redis_read_only"},
    {errc::master_down, failure::unavailable, "redis_master_down"},
    {errc::out_of_memory, failure::unavailable, "redis_out_of_memory"},
    {errc::persistence, failure::unavailable, "redis_persistence"},
    {errc::not_permitted, failure::unavailable, "redis_not_permitted"},
    {errc::wrong_type, failure::unavailable, "redis_wrong_type"},
    {errc::too_many_clients, failure::unavailable, "redis_too_many_clients"},
    {errc::cluster_down, failure::unavailable, "redis_cluster_down"},
    {errc::no_replicas, failure::unavailable, "redis_no_replicas"},
    {errc::busy, failure::unavailable, "redis_busy"},
    {errc::aborted, failure::unavailable, "redis_aborted"},
    {errc::other_error, failure::unavailable, "redis_other_error"},

    {errc::name_not_found, failure::unavailable, "redis_name_not_found"},
    {errc::refused, failure::unavailable, "redis_refused"},
    {errc::tls_failed, failure::unavailable, "redis_tls_failed"},
    {errc::unreadable_file, failure::unavailable, "redis_unreadable_file"},
    {errc::no_master, failure::unavailable, "redis_no_master"},
    {errc::tracking_refused, failure::unavailable, "redis_tracking_refused"},
    {errc::feed_without_sign, failure::unavailable, "redis_feed_without_sign"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.redis", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::redis
