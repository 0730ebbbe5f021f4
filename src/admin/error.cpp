#include <postern/admin/error.hpp>
#include <postern/base/reasons.hpp>

namespace postern::admin {
namespace {

// An `internal` error ends the start of the service. A `malformed` one becomes a 400 answer.
constexpr reason reasons[] = {
    {errc::token_too_short, failure::internal, "the admin token has fewer than 16 characters"},
    {errc::token_unfit, failure::internal,
     "the admin token has more than 1024 characters or one that is not visible ASCII"},
    {errc::token_file_not_regular, failure::internal,
     "the admin token's file is not a regular file"},
    {errc::token_file_open_to_others, failure::internal,
     "the admin token's file is open to group or others (chmod 600)"},
    {errc::unknown_member, failure::malformed, "unknown member"},
    {errc::missing_member, failure::malformed, "missing member"},
    {errc::wrong_type, failure::malformed, "a value of the wrong JSON type"},
    {errc::bad_method, failure::malformed, "not a method"},
    {errc::bad_endpoint, failure::malformed, "not a path"},
    {errc::bad_field_name, failure::malformed, "not a header name"},
    {errc::bad_field_value, failure::malformed, "a header value with a control character"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.admin", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::admin
