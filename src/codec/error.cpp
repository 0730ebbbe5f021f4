#include <postern/base/reasons.hpp>
#include <postern/codec/error.hpp>

namespace postern::codec {
namespace {

constexpr reason reasons[] = {
    {errc::not_json, failure::malformed, "not JSON"},
    {errc::not_an_object, failure::malformed, "not a JSON object"},
    {errc::trailing_text, failure::malformed, "text after the JSON object"},
    {errc::too_deep, failure::malformed, "JSON nested too deep"},
    {errc::too_many_members, failure::malformed, "JSON object with too many members"},
    {errc::too_many_elements, failure::malformed, "JSON array with too many elements"},
    {errc::duplicate_member, failure::malformed, "JSON member given twice"},
    {errc::number_too_large, failure::malformed, "JSON number beyond a double"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.codec", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::codec
