// Why a text cannot be read. Each value is one reason; callers see `failure::malformed` for all.
#pragma once

#include <postern/base/error.hpp>

namespace postern::codec {

enum class errc
{
    not_json = 1,      // outside the grammar of RFC 8259, not UTF-8, or a lone surrogate
    not_an_object,     // JSON, but not one object
    trailing_text,     // more than white space after the object
    too_deep,          // nested deeper than the limit
    too_many_members,  // more members in one object than the limit
    too_many_elements, // more elements in one array than the limit
    duplicate_member,  // one name twice in one object, compared after unescaping
    number_too_large,  // a number that no double can hold
};

const boost::system::error_category& error_category() noexcept;
error_code make_error_code(errc) noexcept;

} // namespace postern::codec

template <>
struct boost::system::is_error_code_enum<postern::codec::errc> : std::true_type
{
};
