#include <postern/base/reasons.hpp>
#include <postern/store/error.hpp>

namespace postern::store {
namespace {

constexpr reason reasons[] = {
    {errc::timed_out, failure::unavailable, "store_timed_out"},
    {errc::busy, failure::unavailable, "store_busy"},
    {errc::full, failure::unavailable, "store_full"},
    {errc::broken, failure::unavailable, "store_broken"},
    {errc::failed, failure::unavailable, "store_failed"},
    {errc::closed, failure::unavailable, "store_closed"},
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
