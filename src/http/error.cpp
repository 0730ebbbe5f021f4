#include <postern/http/head_parser.hpp>

#include <string>

namespace postern::http {
namespace {

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.http"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
        case errc::head_too_large:
            return "head over the limit of octets or fields";
        case errc::bad_syntax:
            return "not an HTTP/1 request head";
        case errc::bad_version:
            return "neither HTTP/1.0 nor HTTP/1.1";
        case errc::obs_fold:
            return "folded field value";
        case errc::bad_length:
            return "ambiguous or malformed body length";
        case errc::bad_host:
            return "missing, doubled or malformed Host";
        case errc::body_too_large:
            return "body over the limit";
        case errc::length_required:
            return "body without Content-Length";
        case errc::timed_out:
            return "request did not arrive in time";
        }
        return "unknown error";
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

} // namespace postern::http
