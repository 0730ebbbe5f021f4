#include <postern/base/reasons.hpp>
#include <postern/store/error.hpp>

// The first half are words of metrics and of the log. The others are printed when the service does
// not start.
namespace postern::store {
namespace {

constexpr reason reasons[] = {
    {errc::timed_out, failure::unavailable, "store_timed_out"},
    {errc::busy, failure::unavailable, "store_busy"},
    {errc::full, failure::unavailable, "store_full"},
    {errc::broken, failure::unavailable, "store_broken"},
    {errc::failed, failure::unavailable, "store_failed"},
    {errc::closed, failure::unavailable, "store_closed"},
    {errc::evicts, failure::unavailable, "store_may_evict"},
    {errc::not_replicated, failure::unavailable, "store_not_replicated"},

    {errc::cannot_open, failure::internal, "the store's file cannot be opened"},
    {errc::not_writable, failure::internal, "the store's file or its folder cannot be written"},
    {errc::no_room, failure::internal, "the disk has no room for the store's file"},
    {errc::foreign, failure::internal, "the store's file belongs to another program"},
    {errc::corrupt, failure::internal, "the store's file is damaged"},
    {errc::newer, failure::internal, "the store's file was written by a later version"},
    {errc::in_use, failure::internal, "another process has the store's file"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.store", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::store
