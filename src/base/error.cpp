#include <postern/base/error.hpp>

#include <string>

namespace postern {
namespace {

// The category of the five classes. An error code is compared with a class through it.
class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.failure"; }

    std::string message(int value) const override
    {
        switch (static_cast<failure>(value)) {
        case failure::malformed:
            return "malformed";
        case failure::unauthenticated:
            return "unauthenticated";
        case failure::forbidden:
            return "forbidden";
        case failure::unavailable:
            return "unavailable";
        case failure::internal:
            return "internal";
        }
        // A number without a class is `internal`, which denies.
        return "internal";
    }
};

} // namespace

const boost::system::error_category& failure_category() noexcept
{
    static const category instance;
    return instance;
}

boost::system::error_condition make_error_condition(failure value) noexcept
{
    return {static_cast<int>(value), failure_category()};
}

failure classify(const error_code& code) noexcept
{
    // The categories of Postern map each code to a class. Other categories do not.
    const auto condition = code.default_error_condition();
    return condition.category() == failure_category() ? static_cast<failure>(condition.value())
                                                      : failure::internal;
}

} // namespace postern
