// The names are labels of metrics and words of the log, so they never change.
#include <postern/base/reasons.hpp>
#include <postern/http/head_parser.hpp>

namespace postern::http {
namespace {

constexpr reason reasons[] = {
    {errc::head_too_large, failure::malformed, "head_too_large"},
    {errc::bad_syntax, failure::malformed, "bad_syntax"},
    {errc::bad_target, failure::malformed, "bad_target"},
    {errc::bad_version, failure::malformed, "bad_version"},
    {errc::obs_fold, failure::malformed, "obs_fold"},
    {errc::bad_length, failure::malformed, "bad_length"},
    {errc::bad_host, failure::malformed, "bad_host"},
    {errc::body_too_large, failure::malformed, "body_too_large"},
    {errc::length_required, failure::malformed, "length_required"},
    {errc::timed_out, failure::malformed, "timed_out"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.http", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::http
