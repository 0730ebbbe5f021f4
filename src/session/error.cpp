#include <postern/base/reasons.hpp>
#include <postern/session/error.hpp>

namespace postern::session {
namespace {

// `unauthenticated` means a bad cookie, and `malformed` a bad request of an operator.
constexpr reason reasons[] = {
    {errc::malformed, failure::unauthenticated, "session_malformed"},
    {errc::unknown, failure::unauthenticated, "session_unknown"},
    {errc::expired, failure::unauthenticated, "session_expired"},
    {errc::unreadable, failure::unavailable, "session_unreadable"},
    {errc::not_an_object, failure::malformed, "not one JSON object"},
    {errc::unknown_member, failure::malformed, "unknown member"},
    {errc::user_missing, failure::malformed, "missing member"},
    {errc::bad_member, failure::malformed, "wrong type or out of range"},
    {errc::too_large, failure::malformed, "does not fit the identity headers"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.session", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::session
