#include <postern/codec/error.hpp>

#include <string>

namespace postern::codec {
namespace {

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.codec"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
        case errc::not_json:
            return "not JSON";
        case errc::not_an_object:
            return "not a JSON object";
        case errc::trailing_text:
            return "text after the JSON object";
        case errc::too_deep:
            return "JSON nested too deep";
        case errc::too_many_members:
            return "JSON object with too many members";
        case errc::too_many_elements:
            return "JSON array with too many elements";
        case errc::duplicate_member:
            return "JSON member given twice";
        case errc::number_too_large:
            return "JSON number beyond a double";
        }
        return "unknown codec error";
    }

    boost::system::error_condition default_error_condition(int) const noexcept override
    {
        return failure::malformed;
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

} // namespace postern::codec
