#include <postern/admin/error.hpp>

#include <string>

namespace postern::admin {
namespace {

const char* text(errc value) noexcept
{
    switch (value) {
    case errc::token_too_short:
        return "the admin token has fewer than 16 characters";
    case errc::token_unfit:
        return "the admin token has more than 1024 characters or one that is not visible ASCII";
    case errc::token_file_not_regular:
        return "the admin token's file is not a regular file";
    case errc::token_file_open_to_others:
        return "the admin token's file is open to group or others (chmod 600)";
    case errc::unknown_member:
        return "unknown member";
    case errc::missing_member:
        return "missing member";
    case errc::wrong_type:
        return "of the wrong type";
    case errc::bad_method:
        return "not a method";
    case errc::bad_endpoint:
        return "not a path";
    case errc::bad_field_name:
        return "not a header name";
    case errc::bad_field_value:
        return "a header value with a control character";
    }
    return "unknown";
}

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.admin"; }
    std::string message(int value) const override { return text(static_cast<errc>(value)); }

    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        return static_cast<errc>(value) >= errc::unknown_member ? failure::malformed
                                                                : failure::internal;
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

error_code make_error_code(errc value) noexcept
{
    return {static_cast<int>(value), error_category()};
}

} // namespace postern::admin
