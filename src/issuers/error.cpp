#include <postern/base/reasons.hpp>
#include <postern/issuers/error.hpp>

namespace postern::issuers {
namespace {

constexpr reason reasons[] = {
    {errc::bad_status, failure::unavailable, "fetch_bad_status"},
    {errc::bad_metadata, failure::unavailable, "fetch_bad_metadata"},
    {errc::issuer_mismatch, failure::unavailable, "fetch_issuer_mismatch"},
    {errc::unreadable_bearer_file, failure::unavailable, "fetch_unreadable_bearer_file"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.issuers", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::issuers
