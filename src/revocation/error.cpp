#include <postern/base/reasons.hpp>
#include <postern/revocation/error.hpp>

namespace postern::revocation {
namespace {

constexpr reason reasons[] = {
    {errc::not_an_object, failure::malformed, "not one JSON object"},
    {errc::unknown_member, failure::malformed, "a member that no revocation has"},
    {errc::not_one_name, failure::malformed, "not exactly one of token, session, subject and key"},
    {errc::bad_name, failure::malformed,
     "a name that is not 1 to 8192 octets of text without control characters"},
    {errc::bad_time, failure::malformed,
     "a time that is not in whole Unix seconds, or out of range"},
    {errc::expired, failure::malformed, "an expires_at that has passed"},
    {errc::bad_id, failure::malformed, "an id that is not 43 characters of base64url"},
    {errc::unknown, failure::malformed, "no such revocation"},
    {errc::unreadable_record, failure::unavailable,
     "a revocation in the store that cannot be read"},
    {errc::store_emptied, failure::unavailable,
     "the store has lost its content: `postern revocation resume` confirms that it is right as it "
     "is"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.revocation", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::revocation
